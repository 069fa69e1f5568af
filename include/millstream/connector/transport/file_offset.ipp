// SPDX-License-Identifier: Apache-2.0
//
// What of file_offset.hpp can be compiled once.
#pragma once

#include <millstream/connector/transport/file_offset.hpp>

namespace millstream::connector::detail {

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

MILLSTREAM_CORE std::vector<file_slice> offset_reader::slices() {
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

MILLSTREAM_CORE file_slice offset_reader::slice() {
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

MILLSTREAM_CORE bool offset_reader::take(char c) {
  blanks();
  if (at_ >= text_.size() || text_[at_] != c) return false;
  ++at_;
  return true;
}

MILLSTREAM_CORE std::uint64_t offset_reader::count() {
  auto const value = integer();
  if (value < 0) broken("a negative size");
  return static_cast<std::uint64_t>(value);
}

MILLSTREAM_CORE std::int64_t offset_reader::integer() {
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

MILLSTREAM_CORE unsigned offset_reader::hex_digit() {
  char const c = peek();
  ++at_;
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  broken("a broken escape");
}

MILLSTREAM_CORE std::string offset_reader::string() {
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

MILLSTREAM_CORE void offset_reader::broken(std::string const& what) const {
  throw error(errc::checkpoint_corrupt,
              "the logged file list cannot be read: " + what + " at byte " + std::to_string(at_) +
                  " of \"" + std::string(text_.substr(0, 200)) + "\"",
              {},
              "the checkpoint was changed by hand or damaged: restore it from a backup, or "
              "start a new query with an empty checkpoint folder");
}

}  // namespace millstream::connector::detail

namespace millstream::connector {

MILLSTREAM_CORE std::string offset_text(std::vector<file_slice> const& slices) {
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

}  // namespace millstream::connector
