// SPDX-License-Identifier: Apache-2.0
//
// What all copies of a file_door share, and how an operation on files is performed: between the hook's two calls, its
// errno an error. For the files that work at the door; a query does not see it.
#pragma once

#include <atomic>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <optional>

#include <millstream/base/error.hpp>
#include <millstream/io/fault_hook.hpp>

namespace millstream::io::detail {

/// What all copies of a door share.
struct door_state {
  std::shared_ptr<fault_hook> hook;
  std::mutex guard;
  std::optional<error> shut_by;
  std::atomic<std::uint64_t> flushes{0}, flush_nanoseconds{0}, bytes_written{0};

  void check_open() {
    std::lock_guard lock(guard);
    if (shut_by) throw *shut_by;
  }

  /// Reports a failure; that of a flush shuts the door.
  [[noreturn]] void fail(file_operation operation, std::filesystem::path const& path, int number);

  void before(file_operation operation, std::filesystem::path const& path, std::uint64_t bytes);

  void after(file_operation operation, std::filesystem::path const& path, std::uint64_t bytes);

  /// Runs one operation between the hook's two calls; `act` returns 0 or an errno.
  template <typename Act>
  void perform(file_operation operation, std::filesystem::path const& path, std::uint64_t bytes,
               Act&& act) {
    before(operation, path, bytes);
    if (int const number = act(); number != 0) fail(operation, path, number);
    after(operation, path, bytes);
  }

  template <typename Act>
  void perform_flush(file_operation operation, std::filesystem::path const& path, Act&& act) {
    auto const start = std::chrono::steady_clock::now();
    perform(operation, path, 0, act);
    auto const spent = std::chrono::steady_clock::now() - start;
    ++flushes;
    flush_nanoseconds += static_cast<std::uint64_t>(std::chrono::nanoseconds(spent).count());
  }
};

/// Calls a system call until it is not interrupted; 0 or its errno.
template <typename Call>
int errno_of(Call&& call) {
  while (call() < 0)
    if (errno != EINTR) return errno;
  return 0;
}

}  // namespace millstream::io::detail
