// SPDX-License-Identifier: Apache-2.0
//
// What of file_door.hpp can be compiled once.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <system_error>

#include <millstream/io/door_state.hpp>
#include <millstream/io/file_door.hpp>

namespace millstream::io::detail {

/// Makes the error of a failed file operation from its errno.
inline error file_error(file_operation operation, std::filesystem::path const& path, int number) {
  std::string what =
      std::string(word_of(operation)) + " failed: " + std::generic_category().message(number);
  location where{.file = path.string()};
  if (number == ENOSPC || number == EDQUOT)
    return error(errc::no_space, "no space left while writing (" + what + ")", std::move(where),
                 "free space on this file system (or raise the quota) and start the query again; "
                 "it continues at the "
                 "last committed batch");
  return error(errc::io_error, std::move(what), std::move(where),
               "check the disk, the path and its permissions, then start the query again; it "
               "continues at the last "
               "committed batch");
}

MILLSTREAM_CORE void door_state::fail(file_operation operation, std::filesystem::path const& path,
                                      int number) {
  auto failure = file_error(operation, path, number);
  if (operation == file_operation::datasync || operation == file_operation::sync_directory) {
    std::lock_guard lock(guard);
    if (!shut_by) shut_by = failure;
  }
  throw failure;
}

MILLSTREAM_CORE void door_state::before(file_operation operation, std::filesystem::path const& path,
                                        std::uint64_t bytes) {
  if (!hook) return;
  try {
    hook->before(operation, path, bytes);
  } catch (std::system_error const& injected) {
    fail(operation, path, injected.code().value());
  }
}

MILLSTREAM_CORE void door_state::after(file_operation operation, std::filesystem::path const& path,
                                       std::uint64_t bytes) {
  if (!hook) return;
  try {
    hook->after(operation, path, bytes);
  } catch (std::system_error const& injected) {
    fail(operation, path, injected.code().value());
  }
}

}  // namespace millstream::io::detail

namespace millstream::io {

MILLSTREAM_CORE durable_file::~durable_file() {
  if (fd_ >= 0) ::close(fd_);
}

MILLSTREAM_CORE durable_file::durable_file(durable_file&& other) noexcept
    : state_(std::move(other.state_)),
      path_(std::move(other.path_)),
      fd_(std::exchange(other.fd_, -1)),
      end_(other.end_) {}

MILLSTREAM_CORE durable_file& durable_file::operator=(durable_file&& other) noexcept {
  durable_file taken(std::move(other));
  std::swap(state_, taken.state_);
  std::swap(path_, taken.path_);
  std::swap(fd_, taken.fd_);
  std::swap(end_, taken.end_);
  return *this;
}

MILLSTREAM_CORE void durable_file::pwrite_all(std::uint64_t offset,
                                              std::span<std::byte const> bytes) {
  state_->check_open();
  state_->before(file_operation::write, path_, bytes.size());
  auto const fault = state_->hook ? state_->hook->admit(path_, offset, bytes) : write_fault{};
  auto rest = bytes.first(std::min(fault.keep, bytes.size()));
  for (auto at = offset; !rest.empty();) {
    auto const wrote = ::pwrite(fd_, rest.data(), rest.size(), static_cast<::off_t>(at));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) state_->fail(file_operation::write, path_, errno);
    if (wrote == 0) state_->fail(file_operation::write, path_, EIO);
    at += static_cast<std::uint64_t>(wrote);
    rest = rest.subspan(static_cast<std::size_t>(wrote));
  }
  if (fault.error_number != 0) state_->fail(file_operation::write, path_, fault.error_number);
  end_ = std::max(end_, offset + bytes.size());
  state_->bytes_written += bytes.size();
  state_->after(file_operation::write, path_, bytes.size());
}

MILLSTREAM_CORE void durable_file::datasync() {
  state_->check_open();
  state_->perform_flush(file_operation::datasync, path_,
                        [this] { return detail::errno_of([this] { return ::fdatasync(fd_); }); });
}

MILLSTREAM_CORE void durable_file::close() {
  if (fd_ < 0) return;
  state_->perform(file_operation::close, path_, 0, [this] {
    int const fd = std::exchange(fd_, -1);  // never closed twice, whatever the answer
    return ::close(fd) < 0 && errno != EINTR ? errno : 0;
  });
}

MILLSTREAM_CORE durable_file::durable_file(std::shared_ptr<detail::door_state> state,
                                           std::filesystem::path path, int fd, std::uint64_t end)
    : state_(std::move(state)),
      path_(std::move(path)),
      fd_(fd),
      end_(end) {}

MILLSTREAM_CORE std::vector<std::byte> file_door::read_all(
    std::filesystem::path const& path) const {
  std::vector<std::byte> bytes;
  state_->perform(file_operation::read, path, 0, [&]() -> int {
    int const fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return errno;
    struct ::stat info {};
    int number = ::fstat(fd, &info) < 0 ? errno : 0;
    bytes.resize(number == 0 ? static_cast<std::size_t>(info.st_size) : 0);
    std::size_t got = 0;
    while (number == 0 && got < bytes.size()) {
      auto const n = ::pread(fd, bytes.data() + got, bytes.size() - got, static_cast<::off_t>(got));
      if (n == 0) break;
      if (n > 0)
        got += static_cast<std::size_t>(n);
      else if (errno != EINTR)
        number = errno;
    }
    bytes.resize(got);
    ::close(fd);
    return number;
  });
  return bytes;
}

MILLSTREAM_CORE std::vector<std::string> file_door::list(
    std::filesystem::path const& directory) const {
  std::vector<std::string> names;
  state_->perform(file_operation::list, directory, 0, [&] {
    std::error_code code;
    for (std::filesystem::directory_iterator at(directory, code), end; !code && at != end;
         at.increment(code))
      names.push_back(at->path().filename().string());
    return code == std::errc::no_such_file_or_directory ? 0 : code.value();
  });
  std::sort(names.begin(), names.end());
  return names;
}

MILLSTREAM_CORE void file_door::make_directories(std::filesystem::path const& directory) const {
  state_->check_open();
  std::error_code unknown;  // what stands in the way, making the folder finds out and reports
  if (directory.empty() || std::filesystem::is_directory(directory, unknown)) return;
  auto const parent = parent_of(directory);
  if (parent != directory) make_directories(parent);
  state_->perform(file_operation::make_directory, directory, 0, [&] {
    return ::mkdir(directory.c_str(), 0777) < 0 && errno != EEXIST ? errno : 0;
  });
  sync_directory(parent);
}

MILLSTREAM_CORE void file_door::sync_directory(std::filesystem::path const& directory) const {
  state_->check_open();
  state_->perform_flush(file_operation::sync_directory, directory, [&]() -> int {
    int const fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return errno;
    int const number = detail::errno_of([&] { return ::fsync(fd); });
    ::close(fd);
    return number;
  });
}

MILLSTREAM_CORE void file_door::publish(std::filesystem::path const& temporary,
                                        std::filesystem::path const& target) const {
  state_->check_open();
  bool linked = true;
  state_->perform(file_operation::link, target, 0, [&] {
    if (::link(temporary.c_str(), target.c_str()) == 0) return 0;
    if (errno == EEXIST) throw taken(target);
    if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS && errno != EMLINK) return errno;
    linked = false;  // a file system without links
    return rename_no_replace(temporary, target);
  });
  if (linked) remove(temporary);
  sync_directory(parent_of(target));
}

MILLSTREAM_CORE void file_door::rename_into_place(std::filesystem::path const& from,
                                                  std::filesystem::path const& target) const {
  state_->check_open();
  state_->perform(file_operation::rename, target, 0,
                  [&] { return rename_no_replace(from, target); });
  sync_directory(parent_of(target));
  if (parent_of(from) != parent_of(target)) sync_directory(parent_of(from));
}

MILLSTREAM_CORE void file_door::remove(std::filesystem::path const& path) const {
  state_->check_open();
  state_->perform(file_operation::remove, path, 0,
                  [&] { return ::unlink(path.c_str()) < 0 && errno != ENOENT ? errno : 0; });
}

MILLSTREAM_CORE std::filesystem::path file_door::parent_of(std::filesystem::path const& path) {
  auto clean = path.lexically_normal();
  if (!clean.has_filename()) clean = clean.parent_path();  // "a/b/" names the folder b
  auto parent = clean.parent_path();
  return parent.empty() ? std::filesystem::path(".") : parent;
}

MILLSTREAM_CORE error file_door::taken(std::filesystem::path const& target) {
  return error(errc::concurrent_run, "another run has already written this file",
               {.file = target.string()},
               "two runs work on one folder: stop one of them, or give each its own checkpoint "
               "and output folder");
}

MILLSTREAM_CORE int file_door::rename_no_replace(std::filesystem::path const& from,
                                                 std::filesystem::path const& target) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0)
    return 0;
  if (errno == EEXIST) throw taken(target);
  if (errno != EINVAL && errno != ENOSYS) return errno;
  if (::link(from.c_str(), target.c_str()) < 0) {
    if (errno == EEXIST) throw taken(target);
    return errno;
  }
  return ::unlink(from.c_str()) < 0 ? errno : 0;
}

MILLSTREAM_CORE durable_file file_door::open_file(file_operation operation,
                                                  std::filesystem::path const& path,
                                                  int flags) const {
  durable_file file(state_, path, -1, 0);
  state_->perform(operation, path, 0, [&]() -> int {
    file.fd_ = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
    if (file.fd_ < 0 && errno == EEXIST) throw taken(path);
    if (file.fd_ < 0) return errno;
    struct ::stat info {};
    if (::fstat(file.fd_, &info) < 0) return errno;
    file.end_ = static_cast<std::uint64_t>(info.st_size);
    return 0;
  });
  return file;
}

MILLSTREAM_CORE file_door::file_door() : file_door(nullptr) {}
MILLSTREAM_CORE file_door::file_door(std::shared_ptr<fault_hook> hook)
    : state_(std::make_shared<detail::door_state>()) {
  state_->hook = std::move(hook);
}
MILLSTREAM_CORE file_door::file_door(file_door const&) = default;
MILLSTREAM_CORE file_door::file_door(file_door&&) noexcept = default;
MILLSTREAM_CORE file_door& file_door::operator=(file_door const&) = default;
MILLSTREAM_CORE file_door& file_door::operator=(file_door&&) noexcept = default;
MILLSTREAM_CORE file_door::~file_door() = default;

MILLSTREAM_CORE void file_door::step(std::string_view name, std::int64_t batch_id) const {
  if (state_->hook) state_->hook->step(name, batch_id);
}

MILLSTREAM_CORE bool file_door::is_shut() const {
  std::lock_guard lock(state_->guard);
  return state_->shut_by.has_value();
}

MILLSTREAM_CORE flush_statistics file_door::statistics() const {
  return {state_->flushes, std::chrono::nanoseconds(state_->flush_nanoseconds.load()),
          state_->bytes_written};
}

MILLSTREAM_CORE durable_file file_door::create(std::filesystem::path const& path) const {
  state_->check_open();
  return open_file(file_operation::create, path, O_RDWR | O_CREAT | O_EXCL);
}

MILLSTREAM_CORE durable_file file_door::open(std::filesystem::path const& path) const {
  return open_file(file_operation::open, path, O_RDWR);
}

MILLSTREAM_CORE durable_file file_door::open_or_create(std::filesystem::path const& path) const {
  state_->check_open();
  return open_file(file_operation::open, path, O_RDWR | O_CREAT);
}

MILLSTREAM_CORE bool file_door::exists(std::filesystem::path const& path) const {
  std::error_code code;
  return std::filesystem::exists(path, code);
}

}  // namespace millstream::io
