// SPDX-License-Identifier: Apache-2.0
//
// Files as a stream, whatever their format: a folder, a file or a glob pattern is listed, and what is
// new becomes batches in the order (mtime, path). A path is read once. A last line without a line
// break waits while its file may still grow. What a batch is, is logged by file_offset.hpp; reading the
// bytes is line_windows.hpp, what they mean is a format's.
#pragma once

#include <fcntl.h>
#include <fnmatch.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include <millstream/base/inline.hpp>
#include <millstream/connector/transport/file_offset.hpp>

namespace millstream::connector {

/// Which files, and how many a batch. At most one of the two limits.
struct file_stream_options {
  std::filesystem::path path;  ///< a folder, a file, or a pattern such as events/2013-*/*.json
  std::optional<std::size_t> max_files_per_trigger = {};
  std::optional<std::uint64_t> max_bytes_per_trigger = {};  ///< at least one file is taken
  std::string path_glob_filter = {};                        ///< only file names that it matches
  bool tail_waits = true;  ///< a format of lines: a last line without a line break waits
  /// A format of whole files: one that does not end with these bytes waits, because it is still written.
  std::string_view ends_with = {};
  /// Such a file that has not changed for `quiet_time` is an error; else it is read as it is.
  bool unfinished_is_error = true;
  bool partition_folders = false;  ///< folders `name=value` in a folder are entered
  /// A file that has not changed for so long is taken as finished, its last line included.
  std::chrono::microseconds quiet_time = std::chrono::seconds(1);
};

namespace detail {

/// One file as the file system shows it now.
struct file_status {
  std::string path;
  std::uint64_t size = 0;
  std::int64_t mtime_us = 0;
};

inline std::int64_t mtime_of(struct ::stat const& info) {
  return std::int64_t(info.st_mtim.tv_sec) * 1'000'000 + info.st_mtim.tv_nsec / 1'000;
}

/// Closes a descriptor at the end of its life.
struct read_only_file {
  int fd = -1;
  explicit read_only_file(std::string const& path);
  read_only_file(read_only_file&& other) noexcept : fd(std::exchange(other.fd, -1)) {}
  ~read_only_file() {
    if (fd >= 0) ::close(fd);
  }
  /// Reads up to `size` bytes at `offset`; fewer only at the end of the file.
  std::size_t read_at(char* into, std::size_t size, std::uint64_t offset,
                      std::string const& path) const;
};

}  // namespace detail

/// Plans batches of files and remembers which were read. One thread at a time.
/// **Errors** invalid_argument (both limits, a limit of 0), source_missing, source_unreadable,
/// source_changed (a logged file is gone, shorter, or rewritten), checkpoint_corrupt.
/// **State** one entry a file ever read: path, size, mtime.
class file_stream {
 public:
  explicit file_stream(file_stream_options options);
  file_stream(file_stream&&) noexcept;
  file_stream& operator=(file_stream&&) noexcept;
  ~file_stream();

  std::string description() const;

  /// The next batch, nothing when there is nothing new.
  std::optional<std::string> plan();

  /// From now on only the files, and of them the bytes, that exist now; a last line without a line
  /// break is taken as it is.
  void freeze();
  /// From now on a batch holds all files that there are.
  void lift_limits() { options_.max_files_per_trigger = {}, options_.max_bytes_per_trigger = {}; }

  void replay(std::string_view offset);
  std::string state() const;
  void restore(std::string_view state);
  void commit(std::string_view /*offset*/) {}

  /// The pieces of a planned batch, after a look whether their files still are what was planned.
  std::vector<file_slice> open(std::string_view offset) const;

  /// Files that grew or changed after they were read: their new content is not read.
  std::int64_t changed_files() const { return changed_files_; }
  /// What was last noticed about them; empty if nothing was.
  std::string const& warning() const { return warning_; }
  /// For progress: names and values.
  std::vector<std::pair<std::string, std::string>> metrics() const;

  /// Every file that there is now, whole, in reading order: for static reads.
  std::vector<file_slice> everything() const;

 private:
  using clock = std::chrono::steady_clock;
  /// A file whose last line has no line break, as it was when it was last looked at.
  struct waiting_file {
    std::uint64_t size;
    std::int64_t mtime_us;
    clock::time_point since;
  };

  /// What of a file is to be read now.
  std::optional<file_slice> next_slice(detail::file_status const& file);

  bool finished(detail::file_status const& file) const;
  bool unchanged_for_long(detail::file_status const& file) const;

  /// A file without its ending waits; one that nobody writes any more is told before it is planned,
  /// so that the checkpoint does not ask for it for ever.
  bool take_unfinished(detail::file_status const& file) const;

  void remember_waiting(std::vector<detail::file_status> const& now);

  void note(file_slice const& slice);

  void notice_change(detail::file_status const& file, file_slice& known);

  static void check_unchanged(file_slice const& slice, bool may_grow);

  /// Files that there are, ordered by (mtime, path).
  std::vector<detail::file_status> list() const;

  void list_folder(std::filesystem::path const& folder,
                   std::vector<detail::file_status>& out) const;

  static bool is_hidden(std::string const& name) {
    return name.empty() || name[0] == '_' || name[0] == '.';
  }

  void add(std::filesystem::path const& path, std::vector<detail::file_status>& out) const;

  file_stream_options options_;
  std::filesystem::path root_;
  std::map<std::string, file_slice> read_;
  std::map<std::string, waiting_file> waiting_;
  std::optional<std::vector<detail::file_status>> frozen_;
  std::int64_t changed_files_ = 0;
  std::string warning_;
};

}  // namespace millstream::connector

#ifndef MILLSTREAM_COMPILED
#include <millstream/connector/transport/files.ipp>
#endif
