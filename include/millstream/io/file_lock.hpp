// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the lock of a folder: one open lock file, locked in the kernel (flock), held while the object lives
// and released by the kernel when the process dies, paused processes keep it. Its text names the holder for the message.
// What does not: fencing of a run whose lock was broken by force (the run epoch in record_log and in the sinks).
#pragma once

#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <millstream/io/door_state.hpp>
#include <millstream/io/file_door.hpp>

namespace millstream::io {

/// Holds `<directory>/lock`. **Errors** checkpoint_locked naming the holder.
class file_lock {
 public:
  file_lock(file_door const& door, std::filesystem::path const& directory, std::string_view run_id)
      : file_(door.open_or_create(directory / "lock")) {
    door.state_->perform(file_operation::lock, file_.path(), 0, [this] {
      int const number =
          detail::errno_of([this] { return ::flock(file_.descriptor(), LOCK_EX | LOCK_NB); });
      if (number == EWOULDBLOCK) throw held_by_another();
      return number;
    });
    char host[256] = {};
    ::gethostname(host, sizeof host - 1);
    auto const text = "pid " + std::to_string(::getpid()) + " on host " + host + ", run " +
                      std::string(run_id) + "\n";
    if (::ftruncate(file_.descriptor(), 0) ==
        0)  // only for the message: neither flushed nor through the hook
      (void)!::pwrite(file_.descriptor(), text.data(), text.size(), 0);
  }

  /// False when the lock file was removed or replaced by force, so that somebody else may hold a lock of its name.
  bool is_in_place() const {
    struct ::stat held {
    }, named{};
    return ::fstat(file_.descriptor(), &held) == 0 && ::stat(file_.path().c_str(), &named) == 0 &&
           held.st_ino == named.st_ino && held.st_dev == named.st_dev;
  }

  /// Throws concurrent_run unless the lock is in place; asked before every append.
  void check_in_place() const {
    if (!is_in_place())
      throw error(errc::concurrent_run,
                  "the lock file of this run was removed or replaced while the run was alive",
                  {.file = file_.path().string()},
                  "another run may have taken the folder over; this one stops. Never remove lock "
                  "files by hand: the "
                  "kernel releases them when a process ends");
  }

 private:
  error held_by_another() const {
    char text[512] = {};
    auto const got = ::pread(file_.descriptor(), text, sizeof text - 1, 0);
    std::string holder(text, got > 0 ? static_cast<std::size_t>(got) : 0);
    while (!holder.empty() && holder.back() == '\n')
      holder.pop_back();
    return error(
        errc::checkpoint_locked,
        "this folder is in use by another run (" + (holder.empty() ? "holder unknown" : holder) +
            ")",
        {.file = file_.path().string()},
        "stop that run first (a paused process holds the lock too), or use another folder");
  }

  durable_file file_;
};

}  // namespace millstream::io
