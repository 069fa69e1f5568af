// SPDX-License-Identifier: Apache-2.0
//
// What lives here: what a test can see and disturb at the file door: every file operation before and after, every write
// with its bytes, and the engine's named stop points. The base class disturbs nothing.
// What does not: the hooks that inject stops, errors and lost writes; they are in testing/.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

namespace millstream::io {

enum class file_operation : std::uint8_t {
  create,
  open,
  write,
  datasync,
  close,
  read,
  list,
  make_directory,
  sync_directory,
  link,
  rename,
  remove,
  lock,
};

constexpr std::string_view word_of(file_operation operation) noexcept {
  constexpr std::string_view words[] = {
      "create",         "open",           "write", "datasync", "close",  "read", "list",
      "make_directory", "sync_directory", "link",  "rename",   "remove", "lock"};
  return words[static_cast<std::size_t>(operation)];
}

/// What a hook does to one write: `keep` bytes of it reach the file. Then, with an error number, the write fails with it
/// (a short write); without one the door reports success (a lost write).
struct write_fault {
  static constexpr std::size_t all = static_cast<std::size_t>(-1);
  std::size_t keep = all;
  int error_number = 0;
};

/// Sees every operation of a `file_door`. `before` and `after` may throw `std::system_error` (the door treats it as the
/// operating system's answer: ENOSPC, EIO), may throw anything else (it passes through untouched), or may not return.
/// An error thrown by `after` means: it was done, but the caller is told that it failed.
/// Called from whatever thread does the operation.
struct fault_hook {
  virtual ~fault_hook() = default;
  virtual void before(file_operation, std::filesystem::path const&, std::uint64_t /*bytes*/) {}
  virtual write_fault admit(std::filesystem::path const&, std::uint64_t /*offset*/,
                            std::span<std::byte const>) {
    return {};
  }
  virtual void after(file_operation, std::filesystem::path const&, std::uint64_t /*bytes*/) {}
  virtual void step(std::string_view /*name*/, std::int64_t /*batch_id*/) {}
};

}  // namespace millstream::io
