// SPDX-License-Identifier: Apache-2.0
//
// What of files.hpp can be compiled once.
#pragma once

#include <millstream/connector/transport/files.hpp>

namespace millstream::connector::detail {

MILLSTREAM_CORE read_only_file::read_only_file(std::string const& path)
    : fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (fd < 0)
    throw error(errno == ENOENT ? errc::source_changed : errc::source_unreadable,
                (errno == ENOENT ? "a file of the batch is gone: " : "cannot open the file: ") +
                    std::generic_category().message(errno),
                {.file = path},
                errno == ENOENT
                    ? "put the file back, or start with a new checkpoint if its rows are not wanted"
                    : "make the file readable for this user; the query continues where it stopped");
}

MILLSTREAM_CORE std::size_t read_only_file::read_at(char* into, std::size_t size,
                                                    std::uint64_t offset,
                                                    std::string const& path) const {
  std::size_t got = 0;
  while (got < size) {
    auto const n = ::pread(fd, into + got, size - got, static_cast<::off_t>(offset + got));
    if (n == 0) break;
    if (n > 0) {
      got += static_cast<std::size_t>(n);
    } else if (errno != EINTR) {
      throw error(errc::source_unreadable, "cannot read: " + std::generic_category().message(errno),
                  {.file = path, .byte_offset = offset + got},
                  "check the disk and the file; the query continues where it stopped");
    }
  }
  return got;
}

inline bool has_ending(std::string const& path, std::uint64_t size, std::string_view ending) {
  if (size < ending.size()) return false;
  std::string there(ending.size(), '\0');
  auto const got =
      read_only_file(path).read_at(there.data(), there.size(), size - there.size(), path);
  return got == there.size() && there == ending;
}

/// Bytes of the file up to and including its last line break before `size`, not below `from`.
inline std::uint64_t complete_lines(std::string const& path, std::uint64_t from,
                                    std::uint64_t size) {
  read_only_file const file(path);
  char chunk[1 << 14];
  while (size > from) {
    auto const n = static_cast<std::size_t>(std::min<std::uint64_t>(sizeof chunk, size - from));
    auto const got = file.read_at(chunk, n, size - n, path);
    if (auto const at = std::string_view(chunk, got).rfind('\n'); at != std::string_view::npos)
      return size - n + at + 1;
    size -= n;
  }
  return from;
}

}  // namespace millstream::connector::detail

namespace millstream::connector {

MILLSTREAM_CORE file_stream::file_stream(file_stream&&) noexcept = default;
MILLSTREAM_CORE file_stream& file_stream::operator=(file_stream&&) noexcept = default;
MILLSTREAM_CORE file_stream::~file_stream() = default;

MILLSTREAM_CORE std::string file_stream::description() const {
  return "files[" + options_.path.string() + "]";
}
MILLSTREAM_CORE void file_stream::freeze() {
  frozen_ = list();
}
MILLSTREAM_CORE void file_stream::replay(std::string_view offset) {
  for (auto const& slice : parse_offset(offset))
    note(slice);
}
MILLSTREAM_CORE void file_stream::restore(std::string_view state) {
  for (auto& slice : parse_offset(state))
    read_[slice.path] = std::move(slice);
}

MILLSTREAM_CORE file_stream::file_stream(file_stream_options options)
    : options_(std::move(options)) {
  if (options_.max_files_per_trigger && options_.max_bytes_per_trigger)
    throw error(errc::invalid_argument,
                "max_files_per_trigger and max_bytes_per_trigger exclude each other",
                {.file = options_.path.string()}, "keep one of the two");
  if (options_.max_files_per_trigger == std::size_t(0) ||
      options_.max_bytes_per_trigger == std::uint64_t(0))
    throw error(errc::invalid_argument, "a limit of 0 a trigger would never read anything",
                {.file = options_.path.string()}, "give at least 1");
  // The identity of a file is its absolute path: the same from wherever the program is started.
  root_ = std::filesystem::absolute(options_.path).lexically_normal();
  if (!root_.has_filename()) root_ = root_.parent_path();
  list();  // a missing folder is reported before the query starts
}

MILLSTREAM_CORE std::optional<std::string> file_stream::plan() {
  std::vector<file_slice> batch;
  std::uint64_t bytes = 0;
  auto const now = frozen_ ? *frozen_ : list();
  for (auto const& file : now) {
    if (options_.max_files_per_trigger && batch.size() == *options_.max_files_per_trigger) break;
    auto slice = next_slice(file);
    if (!slice) continue;
    if (options_.max_bytes_per_trigger && !batch.empty() &&
        bytes + slice->bytes() > *options_.max_bytes_per_trigger)
      break;
    bytes += slice->bytes();
    batch.push_back(std::move(*slice));
  }
  if (!frozen_) remember_waiting(now);
  if (batch.empty()) return std::nullopt;
  for (auto const& slice : batch)
    note(slice);
  return offset_text(batch);
}

MILLSTREAM_CORE std::string file_stream::state() const {
  std::vector<file_slice> all;
  all.reserve(read_.size());
  for (auto const& [path, slice] : read_)
    all.push_back(slice);
  return offset_text(all);
}

MILLSTREAM_CORE std::vector<file_slice> file_stream::open(std::string_view offset) const {
  auto slices = parse_offset(offset);
  for (auto const& slice : slices)
    check_unchanged(slice, options_.ends_with.empty());
  return slices;
}

MILLSTREAM_CORE std::vector<std::pair<std::string, std::string>> file_stream::metrics() const {
  std::vector<std::pair<std::string, std::string>> out;
  out.emplace_back("changedFiles", std::to_string(changed_files_));
  if (!warning_.empty()) out.emplace_back("warning", warning_);
  return out;
}

MILLSTREAM_CORE std::vector<file_slice> file_stream::everything() const {
  std::vector<file_slice> out;
  for (auto const& file : list())
    if (file.size != 0)
      out.push_back({.path = file.path, .size = file.size, .mtime_us = file.mtime_us});
  return out;
}

MILLSTREAM_CORE std::optional<file_slice> file_stream::next_slice(detail::file_status const& file) {
  auto const known = read_.find(file.path);
  bool const seen = known != read_.end();
  if (seen && known->second.waits == 0) {
    notice_change(file, known->second);
    return std::nullopt;
  }
  std::uint64_t const from = seen ? known->second.size : 0;
  if (file.size <= from) {
    // Nothing yet in an empty file; a waiting tail that was cut off again is a change.
    if (seen) notice_change(file, known->second);
    return std::nullopt;
  }
  if (!options_.ends_with.empty() &&
      !detail::has_ending(file.path, file.size, options_.ends_with) && !take_unfinished(file))
    return std::nullopt;
  file_slice slice{.path = file.path, .size = file.size, .mtime_us = file.mtime_us, .from = from};
  if (options_.tail_waits && !frozen_) {
    auto const complete = detail::complete_lines(file.path, from, file.size);
    if (complete != file.size && !finished(file)) {
      slice.size = complete;
      slice.waits = file.size - complete;
      if (slice.size == from) return std::nullopt;
    }
  }
  return slice;
}

MILLSTREAM_CORE bool file_stream::finished(detail::file_status const& file) const {
  auto const waiting = waiting_.find(file.path);
  if (waiting == waiting_.end() || waiting->second.size != file.size ||
      waiting->second.mtime_us != file.mtime_us)
    return false;
  using std::chrono::microseconds;
  auto const seen_for =
      std::chrono::duration_cast<microseconds>(clock::now() - waiting->second.since);
  return seen_for >= options_.quiet_time || unchanged_for_long(file);
}

MILLSTREAM_CORE bool file_stream::unchanged_for_long(detail::file_status const& file) const {
  using std::chrono::microseconds;
  auto const now =
      std::chrono::duration_cast<microseconds>(std::chrono::system_clock::now().time_since_epoch());
  return now - microseconds(file.mtime_us) >= options_.quiet_time;
}

MILLSTREAM_CORE bool file_stream::take_unfinished(detail::file_status const& file) const {
  if (frozen_ ? !unchanged_for_long(file) : !finished(file)) return false;
  if (options_.unfinished_is_error)
    throw error(errc::source_unreadable,
                "the file does not end with \"" + std::string(options_.ends_with) +
                    "\": it is of another format, was cut off, or whoever wrote it died",
                {.file = file.path},
                "take it away or complete it, or choose which files are read with "
                "path_glob_filter; nothing of it was read, the query continues where it stopped");
  return true;
}

MILLSTREAM_CORE void file_stream::remember_waiting(std::vector<detail::file_status> const& now) {
  if (!options_.tail_waits && options_.ends_with.empty()) return;
  std::map<std::string, waiting_file> next;
  for (auto const& file : now) {
    if (auto const known = read_.find(file.path); known != read_.end() && known->second.waits == 0)
      continue;
    auto const before = waiting_.find(file.path);
    bool const same = before != waiting_.end() && before->second.size == file.size &&
                      before->second.mtime_us == file.mtime_us;
    next.emplace(file.path, waiting_file{file.size, file.mtime_us,
                                         same ? before->second.since : clock::now()});
  }
  waiting_ = std::move(next);
}

MILLSTREAM_CORE void file_stream::note(file_slice const& slice) {
  auto& known = read_[slice.path];
  known = slice;
  known.from = 0;
  if (slice.waits == 0) waiting_.erase(slice.path);
}

MILLSTREAM_CORE void file_stream::notice_change(detail::file_status const& file,
                                                file_slice& known) {
  if (file.size == known.size && file.mtime_us == known.mtime_us) return;
  ++changed_files_;
  warning_ = file.path +
             (file.size > known.size   ? " grew from "
              : file.size < known.size ? " shrank from "
                                       : " was rewritten with the same size, ") +
             std::to_string(known.size) + " to " + std::to_string(file.size) +
             " bytes after it was read; a path is read once, so the change is not read";
  known.size = file.size, known.mtime_us = file.mtime_us, known.waits = 0;
}

MILLSTREAM_CORE void file_stream::check_unchanged(file_slice const& slice, bool may_grow) {
  struct ::stat info {};
  auto changed = [&](std::string const& what) {
    throw error(
        errc::source_changed, what, {.file = slice.path},
        "a batch that was planned must be read again byte for byte: put the file back as it was "
        "(size " +
            std::to_string(slice.size) + "), or start with a new checkpoint");
  };
  if (::stat(slice.path.c_str(), &info) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) changed("a file of the batch is gone");
    throw error(errc::source_unreadable,
                "cannot look at the file: " + std::generic_category().message(errno),
                {.file = slice.path}, "make the file and its folder readable for this user");
  }
  auto const size = static_cast<std::uint64_t>(info.st_size);
  auto const planned = slice.size + slice.waits;
  if (size < slice.size || (!may_grow && size != planned))
    changed("the file has " + std::to_string(size) + " bytes, but had " + std::to_string(planned) +
            " when the batch was planned");
  if (size == planned && detail::mtime_of(info) != slice.mtime_us)
    changed("the file was written again after the batch was planned");
}

MILLSTREAM_CORE std::vector<detail::file_status> file_stream::list() const {
  namespace fs = std::filesystem;
  std::vector<detail::file_status> out;
  struct ::stat info {};
  if (::stat(root_.c_str(), &info) == 0) {
    if (S_ISDIR(info.st_mode))
      list_folder(root_, out);
    else
      add(root_, out);
  } else if (root_.string().find_first_of("*?[") != std::string::npos) {
    ::glob_t found{};
    int const code = ::glob(root_.c_str(), GLOB_NOSORT, nullptr, &found);
    for (std::size_t i = 0; code == 0 && i < found.gl_pathc; ++i) {
      fs::path const path = found.gl_pathv[i];
      if (is_hidden(path.filename().string())) continue;
      if (::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode))
        list_folder(path, out);
      else
        add(path, out);
    }
    ::globfree(&found);
  } else {
    throw error(errc::source_missing, "the source folder or file does not exist",
                {.file = root_.string()},
                "make the folder (it may be empty), or correct the path; it was given as \"" +
                    options_.path.string() + "\"");
  }
  std::sort(out.begin(), out.end(), [](auto const& a, auto const& b) {
    return a.mtime_us != b.mtime_us ? a.mtime_us < b.mtime_us : a.path < b.path;
  });
  return out;
}

MILLSTREAM_CORE void file_stream::list_folder(std::filesystem::path const& folder,
                                              std::vector<detail::file_status>& out) const {
  std::error_code code;
  for (std::filesystem::directory_iterator at(folder, code), end; !code && at != end;
       at.increment(code)) {
    auto const name = at->path().filename().string();
    std::error_code vanished;
    if (options_.partition_folders && name[0] != '.' && name.find('=') != std::string::npos &&
        at->is_directory(vanished))
      list_folder(at->path(), out);
    else if (!is_hidden(name))
      add(at->path(), out);
  }
  if (code)
    throw error(code == std::errc::no_such_file_or_directory ? errc::source_missing
                                                             : errc::source_unreadable,
                "cannot list the source folder: " + code.message(), {.file = folder.string()},
                "make the folder readable for this user");
}

MILLSTREAM_CORE void file_stream::add(std::filesystem::path const& path,
                                      std::vector<detail::file_status>& out) const {
  struct ::stat info {};
  // A file that vanishes between listing and looking was not there.
  if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return;
  if (!options_.path_glob_filter.empty() &&
      ::fnmatch(options_.path_glob_filter.c_str(), path.filename().c_str(), 0) != 0)
    return;
  out.push_back({path.string(), static_cast<std::uint64_t>(info.st_size), detail::mtime_of(info)});
}

}  // namespace millstream::connector
