// SPDX-License-Identifier: Apache-2.0
//
// The files of a batch as one sequence of bytes, cut into lanes of equal length, and the lines of a
// lane as windows of whole lines. A line belongs to the lane in which its first byte lies. Read by
// pread into a buffer of the lane: a file that is cut off while we read is an error, not a SIGBUS.
// What a line means is the format's.
#pragma once

#include <cstring>
#include <memory>
#include <string_view>

#include <millstream/connector/transport/files.hpp>

namespace millstream::connector {

/// Bytes behind the end of a window that may be read; they are line breaks.
inline constexpr std::size_t window_padding = 128;

/// Whole lines, one behind the other; the last one lacks its line break only at the end of a file.
struct line_window {
  char const* text = nullptr;
  std::size_t size = 0;
  file_slice const* file = nullptr;
  std::uint64_t offset = 0;  ///< of `text` in the file
  /// Not 0: `text` is only the beginning of one line of so many bytes (with its line break).
  std::uint64_t too_long = 0;
  std::uint64_t bytes = 0;  ///< of the file that this window stands for
};

/// The memory of a lane, kept from batch to batch.
struct window_buffer {
  std::unique_ptr<char[]> bytes;
  std::size_t capacity = 0;

  /// Makes room for `size` bytes and the padding; keeps the first `used`.
  void reserve(std::size_t size, std::size_t used) {
    if (size <= capacity) return;
    auto larger = std::make_unique_for_overwrite<char[]>(size + window_padding);
    if (used != 0) std::memcpy(larger.get(), bytes.get(), used);
    bytes = std::move(larger);
    capacity = size;
  }
};

/// The number of lanes of a batch: by its bytes alone, so that a replay is the same on any machine.
constexpr std::size_t lanes_of(std::uint64_t total_bytes, std::uint64_t bytes_per_lane,
                               std::size_t most) {
  auto const lanes = total_bytes / (bytes_per_lane == 0 ? 1 : bytes_per_lane);
  return lanes < 1 ? 1 : lanes > most ? most : static_cast<std::size_t>(lanes);
}

/// Gives the lines of one lane, window after window.
class line_windows {
 public:
  /// Bytes [begin, end) of the files one behind the other. `window` bytes are read at a time; a line
  /// longer than `max_record` is passed over and only its beginning is shown.
  line_windows(std::vector<file_slice> const& files, std::uint64_t begin, std::uint64_t end,
               std::size_t window, std::uint64_t max_record, window_buffer& buffer)
      : files_(files),
        lane_begin_(begin),
        lane_end_(end),
        window_(std::max<std::size_t>(window, 16)),
        max_record_(max_record),
        buffer_(buffer) {}

  /// The next window; false at the end of the lane. The window before it is not valid any more.
  bool next(line_window& out) {
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

 private:
  bool enter_next_file() {
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

  /// Forgets the first `bytes` of the buffer.
  void drop(std::size_t bytes) {
    if (bytes == 0) return;
    if (bytes < have_)
      std::memmove(buffer_.bytes.get(), buffer_.bytes.get() + bytes, have_ - bytes);
    start_ += bytes;
    have_ -= bytes;
    given_ = 0;
  }

  /// Has the bytes up to `upto` (not behind the end of the file) in the buffer.
  void read_up_to(std::uint64_t upto) {
    auto const size = static_cast<std::size_t>(std::min(upto, file_->size) - start_);
    if (size <= have_) return;
    buffer_.reserve(size, have_);
    have_ += open_->read_at(buffer_.bytes.get() + have_, size - have_, start_ + have_, file_->path);
    if (have_ < size) cut_off(start_ + have_);
  }
  [[noreturn]] void cut_off(std::uint64_t at) const {
    throw error(
        errc::source_changed,
        "the file was cut off while it was read: " + std::to_string(file_->size) +
            " bytes were planned, it ends at " + std::to_string(at),
        {.file = file_->path, .byte_offset = at},
        "files of a source must not be shortened: put the file back as it was, or start with "
        "a new checkpoint");
  }

  std::string_view bytes() const { return {buffer_.bytes.get(), have_}; }

  /// Moves to the first line that begins in the lane; false if none does.
  bool find_first_line() {
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
      if (auto const at = bytes().find('\n'); at != std::string_view::npos)
        return drop(at + 1), true;
    }
    return false;
  }

  /// Bytes at the front of the buffer that are whole lines of this lane; 0 if that is not known yet.
  std::size_t whole_lines() const {
    auto const last_first = end_ - 1 - start_;  // a line may begin at or before this byte
    std::size_t at = std::string_view::npos;
    if (have_ > last_first) at = bytes().find('\n', static_cast<std::size_t>(last_first));
    if (at != std::string_view::npos) return at + 1;
    if (start_ + have_ == file_->size) return have_;
    at = bytes().rfind('\n');
    return at == std::string_view::npos ? 0 : at + 1;
  }

  void fill(line_window& out) {
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

  /// The line at the front of the buffer is too long: keeps its beginning, reads on to its end.
  void pass_over(line_window& out) {
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

  std::vector<file_slice> const& files_;
  std::uint64_t lane_begin_, lane_end_;
  std::size_t window_;
  std::uint64_t max_record_;
  window_buffer& buffer_;

  std::size_t index_ = 0;
  std::uint64_t before_ = 0;  // bytes of the files entered so far
  file_slice const* file_ = nullptr;
  std::optional<detail::read_only_file> open_;
  std::uint64_t begin_ = 0, end_ = 0;  // of the lane in this file
  std::uint64_t start_ = 0;            // file offset of the buffer's first byte
  std::size_t have_ = 0;               // bytes in the buffer
  std::size_t given_ = 0;              // of them in the last window
  std::size_t mark_ = 0;               // bytes of a byte order mark before the next window
};

}  // namespace millstream::connector
