// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/io/file_door.hpp>

#include "disturbing_hook.hpp"
#include "temporary_folder.hpp"

using namespace millstream;
using namespace millstream::io;

static std::vector<std::byte> bytes(std::string_view text) {
  auto const span = std::as_bytes(std::span(text));
  return {span.begin(), span.end()};
}
template <typename Act>
static errc code_of(Act&& act) {
  try {
    act();
  } catch (error const& e) {
    INFO(e.what());
    return e.code();
  }
  FAIL("no error");
  return errc::internal;
}

TEST_CASE("file_door: what is written is read back, appended or in place", "[io]") {
  temporary_folder folder;
  file_door door;
  auto file = door.create(folder.path / "a");
  file.append(bytes("hello "));
  file.append(bytes("world"));
  file.pwrite_all(0, bytes("J"));
  file.datasync();
  file.close();
  CHECK(door.read_all(folder.path / "a") == bytes("Jello world"));
  CHECK(door.open(folder.path / "a").end() == 11);
  CHECK(door.list(folder.path) == std::vector<std::string>{"a"});
  CHECK(door.list(folder.path / "none").empty());
  CHECK(door.statistics().flushes == 1);
  CHECK(door.statistics().bytes_written == 12);
  CHECK(code_of([&] { door.read_all(folder.path / "none"); }) == errc::io_error);
}

TEST_CASE("file_door: a publication never replaces a file", "[io]") {
  temporary_folder folder;
  file_door door;
  door.create(folder.path / "one.tmp").append(bytes("1"));
  door.create(folder.path / "two.tmp").append(bytes("2"));
  door.publish(folder.path / "one.tmp", folder.path / "file");
  CHECK(code_of([&] { door.publish(folder.path / "two.tmp", folder.path / "file"); }) ==
        errc::concurrent_run);
  CHECK(code_of([&] { door.rename_into_place(folder.path / "two.tmp", folder.path / "file"); }) ==
        errc::concurrent_run);
  CHECK(door.read_all(folder.path / "file") == bytes("1"));
  door.rename_into_place(folder.path / "two.tmp", folder.path / "other");
  CHECK(door.list(folder.path) == std::vector<std::string>{"file", "other"});
  CHECK(code_of([&] { door.create(folder.path / "file"); }) == errc::concurrent_run);
  door.remove(folder.path / "file");
  door.remove(folder.path / "file");
  CHECK(door.list(folder.path) == std::vector<std::string>{"other"});
}

TEST_CASE("file_door: folders are made with those above them", "[io]") {
  temporary_folder folder;
  file_door door;
  door.make_directories(folder.path / "a/b/c/");
  door.make_directories(folder.path / "a/b/c");
  CHECK(std::filesystem::is_directory(folder.path / "a/b/c"));
}

TEST_CASE("file_door: a full disk is no_space and says what to do", "[io]") {
  temporary_folder folder;
  auto hook = std::make_shared<disturbing_hook>();
  hook->how = disturbance::no_space;
  hook->at = 1;
  file_door door(hook);
  auto file = door.create(folder.path / "a");
  try {
    file.append(bytes("x"));
    FAIL("no error");
  } catch (error const& e) {
    CHECK(e.code() == errc::no_space);
    CHECK(std::string(e.what()).find("free space") != std::string::npos);
    CHECK(e.where().file == (folder.path / "a").string());
  }
  CHECK_FALSE(door.is_shut());
}

TEST_CASE("file_door: a failed flush shuts the door for all copies with the first error", "[io]") {
  temporary_folder folder;
  auto hook = std::make_shared<disturbing_hook>();
  hook->how = disturbance::io_error_after;
  hook->at = 2;
  file_door door(hook), copy = door;
  auto file = door.create(folder.path / "a");
  file.append(bytes("x"));
  CHECK(code_of([&] { file.datasync(); }) == errc::io_error);
  CHECK(copy.is_shut());
  CHECK(code_of([&] { file.datasync(); }) == errc::io_error);
  CHECK(code_of([&] { file.append(bytes("y")); }) == errc::io_error);
  CHECK(code_of([&] { copy.create(folder.path / "b"); }) == errc::io_error);
  CHECK(copy.read_all(folder.path / "a") == bytes("x"));
}

TEST_CASE("file_door: a hook shortens a write or loses it", "[io]") {
  temporary_folder folder;
  auto hook = std::make_shared<disturbing_hook>();
  hook->how = GENERATE(disturbance::short_write, disturbance::lost_write);
  hook->at = 1;
  hook->keep = 2;
  file_door door(hook);
  auto file = door.create(folder.path / "a");
  if (hook->how == disturbance::short_write) {
    CHECK(code_of([&] { file.append(bytes("hello")); }) == errc::io_error);
    CHECK(door.read_all(folder.path / "a") == bytes("he"));
  } else {
    file.append(bytes("hello"));
    CHECK(file.end() == 5);
    CHECK(door.read_all(folder.path / "a").empty());
  }
}

TEST_CASE("file_door: stop points reach the hook", "[io]") {
  struct recorder : fault_hook {
    std::vector<std::pair<std::string, std::int64_t>> steps;
    void step(std::string_view name, std::int64_t batch) override {
      steps.emplace_back(name, batch);
    }
  };
  auto hook = std::make_shared<recorder>();
  file_door door(hook);
  door.step("offsets.before", 3);
  CHECK(hook->steps == std::vector<std::pair<std::string, std::int64_t>>{{"offsets.before", 3}});
}
