// SPDX-License-Identifier: Apache-2.0
//
// What lives here: a folder for one test, gone at its end; in memory where the machine has /dev/shm (flushes are free).
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

struct temporary_folder {
  std::filesystem::path path;

  temporary_folder() {
    std::error_code code;
    std::string name = std::filesystem::is_directory("/dev/shm", code) ? "/dev/shm" : "/tmp";
    name += "/millstream-test-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path = name;
  }
  temporary_folder(temporary_folder const&) = delete;
  temporary_folder& operator=(temporary_folder const&) = delete;
  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};
