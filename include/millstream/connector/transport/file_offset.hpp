// SPDX-License-Identifier: Apache-2.0
//
// The offset text of a batch of files: a JSON list of {path, from, size, mtime_us, waits}, one entry a
// piece of a file. Written and read here, by hand, because it stands in the checkpoint for years: no
// library, no locale, every path with quotes and line breaks comes back as it went.
// Which files make a batch is decided in files.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <millstream/base/error.hpp>
#include <millstream/base/inline.hpp>

namespace millstream::connector {

/// The bytes [from, size) of a file as it was when the batch was planned.
struct file_slice {
  std::string path;
  std::uint64_t size = 0;     ///< end of the bytes to read
  std::int64_t mtime_us = 0;  ///< last change of the file, microseconds since 1970
  std::uint64_t from = 0;     ///< first byte: not 0 only for the tail of a file read before
  std::uint64_t waits =
      0;  ///< bytes behind `size` that wait, because their last line is not complete

  std::uint64_t bytes() const { return size - from; }
  friend bool operator==(file_slice const&, file_slice const&) = default;
};

namespace detail {

/// Reads what `offset_text` writes, with blanks and unknown numeric or text members allowed.
class offset_reader {
 public:
  explicit offset_reader(std::string_view text) : text_(text) {}

  std::vector<file_slice> slices();

 private:
  file_slice slice();

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void blanks() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\t' || peek() == '\r')
      ++at_;
  }
  bool take(char c);
  void expect(char c) {
    if (!take(c)) broken(std::string("expected '") + c + "'");
  }
  std::uint64_t count();
  std::int64_t integer();
  unsigned hex_digit();
  std::string string();
  [[noreturn]] void broken(std::string const& what) const;

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace detail

/// The offset text of these pieces of files.
std::string offset_text(std::vector<file_slice> const& slices);

/// The pieces of files of an offset text. **Errors** checkpoint_corrupt.
inline std::vector<file_slice> parse_offset(std::string_view text) {
  return detail::offset_reader(text).slices();
}

}  // namespace millstream::connector

#ifndef MILLSTREAM_COMPILED
#include <millstream/connector/transport/file_offset.ipp>
#endif
