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

inline void append_json_text(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  for (char const c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += hex[static_cast<unsigned char>(c) >> 4];
      out += hex[static_cast<unsigned char>(c) & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

/// Reads what `offset_text` writes, with blanks and unknown numeric or text members allowed.
class offset_reader {
 public:
  explicit offset_reader(std::string_view text) : text_(text) {}

  std::vector<file_slice> slices() {
    std::vector<file_slice> out;
    expect('[');
    if (!take(']')) {
      do
        out.push_back(slice());
      while (take(','));
      expect(']');
    }
    blanks();
    if (at_ != text_.size()) broken("something follows the list");
    return out;
  }

 private:
  file_slice slice() {
    file_slice out;
    bool path = false, size = false, mtime = false;
    expect('{');
    if (!take('}')) {
      do {
        auto const name = string();
        expect(':');
        if (name == "path")
          out.path = string(), path = true;
        else if (name == "size")
          out.size = count(), size = true;
        else if (name == "mtime_us")
          out.mtime_us = integer(), mtime = true;
        else if (name == "from")
          out.from = count();
        else if (name == "waits")
          out.waits = count();
        else if (blanks(), peek() == '"')
          string();
        else
          integer();
      } while (take(','));
      expect('}');
    }
    if (!path || !size || !mtime) broken("an entry lacks path, size or mtime_us");
    if (out.from > out.size) broken("an entry ends before it begins");
    return out;
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void blanks() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\t' || peek() == '\r')
      ++at_;
  }
  bool take(char c) {
    blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) broken(std::string("expected '") + c + "'");
  }
  std::uint64_t count() {
    auto const value = integer();
    if (value < 0) broken("a negative size");
    return static_cast<std::uint64_t>(value);
  }
  std::int64_t integer() {
    blanks();
    bool const negative = peek() == '-';
    if (negative) ++at_;
    if (peek() < '0' || peek() > '9') broken("expected a number");
    std::int64_t value = 0;
    for (; peek() >= '0' && peek() <= '9'; ++at_)
      if (__builtin_mul_overflow(value, 10, &value) ||
          __builtin_add_overflow(value, peek() - '0', &value))
        broken("a number is too large");
    return negative ? -value : value;
  }
  unsigned hex_digit() {
    char const c = peek();
    ++at_;
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    broken("a broken escape");
  }
  std::string string() {
    expect('"');
    std::string out;
    for (;;) {
      if (at_ >= text_.size()) broken("a text is not closed");
      char const c = text_[at_++];
      if (c == '"') return out;
      if (c != '\\') {
        out += c;
        continue;
      }
      char const escaped = peek();
      ++at_;
      if (escaped == '"' || escaped == '\\' || escaped == '/') {
        out += escaped;
      } else if (escaped == 'u') {
        unsigned code = 0;
        for (int i = 0; i < 4; ++i)
          code = code * 16 + hex_digit();
        if (code > 0x7f) broken("an escape that this library never writes");
        out += static_cast<char>(code);
      } else {
        broken("a broken escape");
      }
    }
  }
  [[noreturn]] void broken(std::string const& what) const {
    throw error(errc::checkpoint_corrupt,
                "the logged file list cannot be read: " + what + " at byte " + std::to_string(at_) +
                    " of \"" + std::string(text_.substr(0, 200)) + "\"",
                {},
                "the checkpoint was changed by hand or damaged: restore it from a backup, or "
                "start a new query with an empty checkpoint folder");
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace detail

/// The offset text of these pieces of files.
inline std::string offset_text(std::vector<file_slice> const& slices) {
  std::string out = "[";
  for (auto const& s : slices) {
    if (out.size() > 1) out += ',';
    out += "{\"path\":";
    detail::append_json_text(out, s.path);
    if (s.from != 0) out += ",\"from\":" + std::to_string(s.from);
    out += ",\"size\":" + std::to_string(s.size);
    out += ",\"mtime_us\":" + std::to_string(s.mtime_us);
    if (s.waits != 0) out += ",\"waits\":" + std::to_string(s.waits);
    out += '}';
  }
  return out += ']';
}

/// The pieces of files of an offset text. **Errors** checkpoint_corrupt.
inline std::vector<file_slice> parse_offset(std::string_view text) {
  return detail::offset_reader(text).slices();
}

}  // namespace millstream::connector
