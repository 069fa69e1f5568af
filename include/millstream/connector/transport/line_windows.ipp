// SPDX-License-Identifier: Apache-2.0
//
// What of line_windows.hpp can be compiled once.
#pragma once

#include <millstream/connector/transport/line_windows.hpp>
#include <millstream/io/source.hpp>

namespace millstream::connector {

MILLSTREAM_CORE planned_files::planned_files(std::vector<file_slice> files,
                                             std::uint64_t bytes_per_lane)
    : files_(std::move(files)) {
  for (auto const& file : files_)
    total_ += file.bytes();
  lanes_ = lanes_of(total_, bytes_per_lane, io::max_lanes);
}
MILLSTREAM_CORE planned_files::planned_files(planned_files&&) noexcept = default;
MILLSTREAM_CORE planned_files& planned_files::operator=(planned_files&&) noexcept = default;
MILLSTREAM_CORE planned_files::~planned_files() = default;

MILLSTREAM_CORE std::pair<std::uint64_t, std::uint64_t> planned_files::bytes_of(
    std::size_t lane) const noexcept {
  // without overflow for any size: total * lane could have one
  auto const start = [this](std::uint64_t at) {
    return total_ / lanes_ * at + total_ % lanes_ * at / lanes_;
  };
  return {start(lane), start(lane + 1)};
}

MILLSTREAM_CORE window_buffer::window_buffer() = default;
MILLSTREAM_CORE window_buffer::window_buffer(window_buffer&&) noexcept = default;
MILLSTREAM_CORE window_buffer& window_buffer::operator=(window_buffer&&) noexcept = default;
MILLSTREAM_CORE window_buffer::~window_buffer() = default;

MILLSTREAM_CORE line_windows::line_windows(planned_files const& files, std::size_t lane,
                                           std::size_t window, std::uint64_t max_record,
                                           window_buffer& buffer)
    : line_windows(files.files(), files.bytes_of(lane).first, files.bytes_of(lane).second, window,
                   max_record, buffer) {}

MILLSTREAM_CORE void window_buffer::reserve(std::size_t size, std::size_t used) {
  if (size <= capacity) return;
  auto larger = std::make_unique_for_overwrite<char[]>(size + window_padding);
  if (used != 0) std::memcpy(larger.get(), bytes.get(), used);
  bytes = std::move(larger);
  capacity = size;
}

MILLSTREAM_CORE line_windows::line_windows(std::vector<file_slice> const& files,
                                           std::uint64_t begin, std::uint64_t end,
                                           std::size_t window, std::uint64_t max_record,
                                           window_buffer& buffer)
    : files_(files),
      lane_begin_(begin),
      lane_end_(end),
      window_(std::max<std::size_t>(window, 16)),
      max_record_(max_record),
      buffer_(buffer) {}

MILLSTREAM_CORE bool line_windows::next(line_window& out) {
  for (;;) {
    if (!open_) {
      if (!enter_next_file()) return false;
      if (!find_first_line()) start_ = end_;
    }
    drop(given_);
    if (start_ < end_) return fill(out), true;
    open_.reset();
  }
}

MILLSTREAM_CORE bool line_windows::enter_next_file() {
  while (index_ < files_.size() && before_ < lane_end_) {
    auto const& file = files_[index_++];
    auto const first = before_;
    before_ += file.bytes();
    if (before_ <= lane_begin_ || file.bytes() == 0) continue;
    file_ = &file;
    begin_ = file.from + (lane_begin_ > first ? lane_begin_ - first : 0);
    end_ = file.from + std::min(file.bytes(), lane_end_ - first);
    open_.emplace(file.path);
    ::posix_fadvise(open_->fd, static_cast<::off_t>(begin_), static_cast<::off_t>(end_ - begin_),
                    POSIX_FADV_SEQUENTIAL);
    start_ = begin_;
    have_ = given_ = 0;
    mark_ = 0;
    return true;
  }
  return false;
}

MILLSTREAM_CORE void line_windows::drop(std::size_t bytes) {
  if (bytes == 0) return;
  if (bytes < have_) std::memmove(buffer_.bytes.get(), buffer_.bytes.get() + bytes, have_ - bytes);
  start_ += bytes;
  have_ -= bytes;
  given_ = 0;
}

MILLSTREAM_CORE void line_windows::read_up_to(std::uint64_t upto) {
  auto const size = static_cast<std::size_t>(std::min(upto, file_->size) - start_);
  if (size <= have_) return;
  buffer_.reserve(size, have_);
  have_ += open_->read_at(buffer_.bytes.get() + have_, size - have_, start_ + have_, file_->path);
  if (have_ < size) cut_off(start_ + have_);
}

MILLSTREAM_CORE void line_windows::cut_off(std::uint64_t at) const {
  throw error(errc::source_changed,
              "the file was cut off while it was read: " + std::to_string(file_->size) +
                  " bytes were planned, it ends at " + std::to_string(at),
              {.file = file_->path, .byte_offset = at},
              "files of a source must not be shortened: put the file back as it was, or start with "
              "a new checkpoint");
}

MILLSTREAM_CORE bool line_windows::find_first_line() {
  if (begin_ == 0) {
    // The mark that some editors put before UTF-8 text is no part of the first line.
    read_up_to(3);
    if (bytes() == "\xEF\xBB\xBF") {
      drop(mark_ = 3);
      if (start_ < file_->size) end_ = std::max(end_, start_ + 1);
    }
    return true;
  }
  if (begin_ == file_->from) return true;
  // A line begins at `begin_` only if a line break stands before it.
  for (start_ = begin_ - 1; start_ + 1 < end_; drop(have_)) {
    read_up_to(std::min<std::uint64_t>(end_ - 1, start_ + window_));
    if (auto const at = bytes().find('\n'); at != std::string_view::npos) return drop(at + 1), true;
  }
  return false;
}

MILLSTREAM_CORE std::size_t line_windows::whole_lines() const {
  auto const last_first = end_ - 1 - start_;  // a line may begin at or before this byte
  std::size_t at = std::string_view::npos;
  if (have_ > last_first) at = bytes().find('\n', static_cast<std::size_t>(last_first));
  if (at != std::string_view::npos) return at + 1;
  if (start_ + have_ == file_->size) return have_;
  at = bytes().rfind('\n');
  return at == std::string_view::npos ? 0 : at + 1;
}

MILLSTREAM_CORE void line_windows::fill(line_window& out) {
  // Not much more than the lane needs; a line that is longer than the window makes it grow.
  for (std::uint64_t size = window_;; size = have_ + std::max<std::uint64_t>(window_, have_)) {
    auto upto = start_ + size;
    if (start_ + have_ < end_) upto = std::min(upto, end_ + 1024);
    if (size > max_record_)
      upto = std::min(upto, start_ + std::max<std::uint64_t>(window_, max_record_ + 1));
    read_up_to(upto);
    if (auto const whole = whole_lines(); whole != 0) {
      std::memset(buffer_.bytes.get() + have_, '\n', window_padding);
      out = {buffer_.bytes.get(), whole, file_, start_, 0, whole + mark_};
      given_ = whole;
      mark_ = 0;
      return;
    }
    if (have_ > max_record_) return pass_over(out);
  }
}

MILLSTREAM_CORE void line_windows::pass_over(line_window& out) {
  auto const kept = have_;
  auto const first = start_;
  std::size_t const chunk = std::max<std::size_t>(window_, 4096);
  buffer_.reserve(kept + chunk, have_);
  char* const scratch = buffer_.bytes.get() + kept;
  auto at = first + kept;
  while (at < file_->size) {
    auto const want = static_cast<std::size_t>(std::min<std::uint64_t>(chunk, file_->size - at));
    auto const got = open_->read_at(scratch, want, at, file_->path);
    auto const found = std::string_view(scratch, got).find('\n');
    at += found == std::string_view::npos ? got : found + 1;
    if (found != std::string_view::npos) break;
    if (got < want) cut_off(at);
  }
  out = {buffer_.bytes.get(), kept, file_, first, at - first, at - first + mark_};
  start_ = at;
  have_ = given_ = 0;
  mark_ = 0;
}

}  // namespace millstream::connector
