// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/wait.h>

#include <millstream/io/file_lock.hpp>

#include "temporary_folder.hpp"

using namespace millstream;
using namespace millstream::io;

TEST_CASE("file_lock: a second holder is refused and told who holds it", "[io]") {
  temporary_folder folder;
  file_door door;
  {
    file_lock const held(door, folder.path, "run-1");
    try {
      file_lock const second(door, folder.path, "run-2");
      FAIL("two locks");
    } catch (error const& e) {
      CHECK(e.code() == errc::checkpoint_locked);
      CHECK(e.what_happened().find("pid " + std::to_string(::getpid())) != std::string::npos);
      CHECK(e.what_happened().find("run run-1") != std::string::npos);
    }
    CHECK(held.is_in_place());
  }
  file_lock const again(door, folder.path, "run-3");
}

TEST_CASE("file_lock: a removed lock file is noticed", "[io]") {
  temporary_folder folder;
  file_door door;
  file_lock const held(door, folder.path, "run-1");
  std::filesystem::remove(folder.path / "lock");
  CHECK_FALSE(held.is_in_place());
  file_lock const usurper(door, folder.path, "run-2");
  CHECK_FALSE(held.is_in_place());
  CHECK_THROWS_AS(held.check_in_place(), error);
}

TEST_CASE("file_lock: the kernel releases it when the holder is killed", "[io]") {
  temporary_folder folder;
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  auto const child = ::fork();
  if (child == 0) {
    file_door door;
    file_lock const held(door, folder.path, "child");
    (void)!::write(ready[1], "x", 1);
    for (;;)
      ::pause();
  }
  char c;
  REQUIRE(::read(ready[0], &c, 1) == 1);
  file_door door;
  CHECK_THROWS_AS(file_lock(door, folder.path, "parent"), error);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  file_lock const taken(door, folder.path, "parent");
  ::close(ready[0]);
  ::close(ready[1]);
}
