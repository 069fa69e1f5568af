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

#include <millstream/base/inline.hpp>
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

  window_buffer();
  window_buffer(window_buffer&&) noexcept;
  window_buffer& operator=(window_buffer&&) noexcept;
  ~window_buffer();

  /// Makes room for `size` bytes and the padding; keeps the first `used`.
  void reserve(std::size_t size, std::size_t used);
};

/// The number of lanes of a batch: by its bytes alone, so that a replay is the same on any machine.
constexpr std::size_t lanes_of(std::uint64_t total_bytes, std::uint64_t bytes_per_lane,
                               std::size_t most) {
  auto const lanes = total_bytes / (bytes_per_lane == 0 ? 1 : bytes_per_lane);
  return lanes < 1 ? 1 : lanes > most ? most : static_cast<std::size_t>(lanes);
}

/// The files of a batch, cut into lanes.
class planned_files {
 public:
  planned_files(std::vector<file_slice> files, std::uint64_t bytes_per_lane);
  planned_files(planned_files&&) noexcept;
  planned_files& operator=(planned_files&&) noexcept;
  ~planned_files();

  std::size_t lanes() const noexcept { return lanes_; }
  std::uint64_t total_bytes() const noexcept { return total_; }
  std::vector<file_slice> const& files() const noexcept { return files_; }
  /// The bytes [first, second) of the files one behind the other that are a lane's.
  std::pair<std::uint64_t, std::uint64_t> bytes_of(std::size_t lane) const noexcept;

 private:
  std::vector<file_slice> files_;
  std::uint64_t total_ = 0;
  std::size_t lanes_ = 1;
};

/// Gives the lines of one lane, window after window.
class line_windows {
 public:
  /// Bytes [begin, end) of the files one behind the other. `window` bytes are read at a time; a line
  /// longer than `max_record` is passed over and only its beginning is shown.
  line_windows(std::vector<file_slice> const& files, std::uint64_t begin, std::uint64_t end,
               std::size_t window, std::uint64_t max_record, window_buffer& buffer);
  line_windows(planned_files const& files, std::size_t lane, std::size_t window,
               std::uint64_t max_record, window_buffer& buffer);

  /// The next window; false at the end of the lane. The window before it is not valid any more.
  bool next(line_window& out);

 private:
  bool enter_next_file();

  /// Forgets the first `bytes` of the buffer.
  void drop(std::size_t bytes);

  /// Has the bytes up to `upto` (not behind the end of the file) in the buffer.
  void read_up_to(std::uint64_t upto);
  [[noreturn]] void cut_off(std::uint64_t at) const;

  std::string_view bytes() const { return {buffer_.bytes.get(), have_}; }

  /// Moves to the first line that begins in the lane; false if none does.
  bool find_first_line();

  /// Bytes at the front of the buffer that are whole lines of this lane; 0 if that is not known yet.
  std::size_t whole_lines() const;

  void fill(line_window& out);

  /// The line at the front of the buffer is too long: keeps its beginning, reads on to its end.
  void pass_over(line_window& out);

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

#ifndef MILLSTREAM_COMPILED
#include <millstream/connector/transport/line_windows.ipp>
#endif
