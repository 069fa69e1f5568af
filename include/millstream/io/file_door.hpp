// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the one door through which every durable file of ours is made, written, flushed, published, listed
// and removed, and past which the engine reports its stop points. Tests stand at the door with a `fault_hook`.
// A failed flush is never retried: it shuts the door, and every later change fails with that first error.
// What does not: file layouts (io/record_log.hpp, checkpoint/), reading of sources, embedded databases.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <millstream/base/error.hpp>
#include <millstream/base/inline.hpp>
#include <millstream/io/fault_hook.hpp>

namespace millstream::io {

/// How many flushes were made and how long they took; progress reports the difference over a batch.
struct flush_statistics {
  std::uint64_t flushes = 0;
  std::chrono::nanoseconds time{0};
  std::uint64_t bytes_written = 0;

  friend bool operator==(flush_statistics const&, flush_statistics const&) = default;
  friend flush_statistics operator-(flush_statistics a, flush_statistics const& b) {
    return {a.flushes - b.flushes, a.time - b.time, a.bytes_written - b.bytes_written};
  }
};

namespace detail {

/// What all copies of a door share.
struct door_state;

}  // namespace detail

/// One open file; closed at the end of its life (silently: what must last was flushed before).
class durable_file {
 public:
  durable_file(durable_file&& other) noexcept;
  durable_file& operator=(durable_file&& other) noexcept;
  ~durable_file();

  std::filesystem::path const& path() const noexcept { return path_; }
  int descriptor() const noexcept { return fd_; }
  /// Where the next `append` writes: the end of the file as this object knows it.
  std::uint64_t end() const noexcept { return end_; }

  /// Writes all bytes at `offset`, or throws with an unknown part of them written.
  void pwrite_all(std::uint64_t offset, std::span<std::byte const> bytes);

  void append(std::span<std::byte const> bytes) { pwrite_all(end_, bytes); }

  /// Makes what was written last; a failure shuts the door.
  void datasync();

  void close();

 private:
  friend class file_door;
  durable_file(std::shared_ptr<detail::door_state> state, std::filesystem::path path, int fd,
               std::uint64_t end);

  std::shared_ptr<detail::door_state> state_;
  std::filesystem::path path_;
  int fd_ = -1;
  std::uint64_t end_ = 0;
};

/// The door. Copies are cheap and are the same door: one hook, one set of counts, shut together.
/// **Errors** no_space, io_error, concurrent_run (a publication finds its target taken).
class file_door {
 public:
  file_door();
  explicit file_door(std::shared_ptr<fault_hook> hook);
  file_door(file_door const&);
  file_door(file_door&&) noexcept;
  file_door& operator=(file_door const&);
  file_door& operator=(file_door&&) noexcept;
  ~file_door();

  /// The engine's stop point `name` of a batch, such as "offsets.before"; does nothing without a hook.
  void step(std::string_view name, std::int64_t batch_id) const;

  /// True once a flush has failed; then every change fails with that first error.
  bool is_shut() const;

  flush_statistics statistics() const;

  /// Makes a new empty file; one that exists is an error (concurrent_run).
  durable_file create(std::filesystem::path const& path) const;

  /// Opens a file that exists for reading and writing.
  durable_file open(std::filesystem::path const& path) const;

  /// Opens a file, making it if it is absent.
  durable_file open_or_create(std::filesystem::path const& path) const;

  std::vector<std::byte> read_all(std::filesystem::path const& path) const;

  /// Returns the file names in a folder, sorted; none if it does not exist.
  std::vector<std::string> list(std::filesystem::path const& directory) const;

  bool exists(std::filesystem::path const& path) const;

  /// Makes a folder and the folders above it, each flushed into the one that holds it.
  void make_directories(std::filesystem::path const& directory) const;

  /// Makes the names in a folder last; a failure shuts the door.
  void sync_directory(std::filesystem::path const& directory) const;

  /// Gives a whole, flushed file its final name, durably. A target that exists is never replaced: concurrent_run.
  /// After a crash in between, the temporary name may be left beside the final one.
  void publish(std::filesystem::path const& temporary, std::filesystem::path const& target) const;

  /// Moves a file or folder to a name that must be free (concurrent_run), durably.
  void rename_into_place(std::filesystem::path const& from,
                         std::filesystem::path const& target) const;

  /// Removes a file; one that is absent is no error. The removal lasts after the next `sync_directory`.
  void remove(std::filesystem::path const& path) const;

 private:
  friend class file_lock;

  static std::filesystem::path parent_of(std::filesystem::path const& path);

  static error taken(std::filesystem::path const& target);

  static int rename_no_replace(std::filesystem::path const& from,
                               std::filesystem::path const& target);

  durable_file open_file(file_operation operation, std::filesystem::path const& path,
                         int flags) const;

  std::shared_ptr<detail::door_state> state_;
};

}  // namespace millstream::io

#ifndef MILLSTREAM_COMPILED
#include <millstream/io/file_door.ipp>
#endif
