// SPDX-License-Identifier: Apache-2.0
//
// What of row_text.hpp can be compiled once.
#pragma once

#include <millstream/io/row_text.hpp>

namespace millstream::io::detail {

/// True if one of eight bytes needs a look: a control character, a quote, a backslash, or not ASCII.
inline bool needs_escape(std::uint64_t word) noexcept {
  constexpr std::uint64_t ones = 0x0101010101010101U, high = 0x8080808080808080U;
  auto const is_zero = [](std::uint64_t w) { return (w - ones) & ~w & high; };
  auto const below_space = (word - ones * 0x20) & ~word & high;
  return ((word & high) | below_space | is_zero(word ^ (ones * '"')) |
          is_zero(word ^ (ones * '\\'))) != 0;
}

inline void append_escaped(std::string& out, char c) {
  constexpr char digits[] = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    default:
      out += "\\u00";
      out += digits[static_cast<unsigned char>(c) >> 4];
      out += digits[static_cast<unsigned char>(c) & 15];
  }
}

}  // namespace millstream::io::detail

namespace millstream::io {

MILLSTREAM_CORE void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain = 0, at = 0;  // [plain, at) can be copied as it is
  while (at < text.size()) {
    if (at + 8 <= text.size() &&
        !detail::needs_escape(millstream::detail::load_eight(text.data() + at))) {
      at += 8;
      continue;
    }
    auto const c = static_cast<unsigned char>(text[at]);
    if (c >= 0x80) {
      auto const sequence = millstream::detail::read_utf8(text, at);
      if (!sequence.valid) {
        out.append(text, plain, at - plain).append(replacement_character);
        plain = at + sequence.length;
      }
      at += sequence.length;
    } else if (c < 0x20 || c == '"' || c == '\\') {
      out.append(text, plain, at - plain);
      detail::append_escaped(out, text[at]);
      plain = ++at;
    } else {
      ++at;
    }
  }
  out.append(text, plain, text.size() - plain);
  out += '"';
}

}  // namespace millstream::io

namespace millstream::io::detail {

inline void append_digits(char*& to, unsigned value, int count) {
  for (int i = count; i-- > 0; value /= 10)
    to[i] = static_cast<char>('0' + value % 10);
  to += count;
}

inline bool append_day(char*& to, date day) {
  std::chrono::year_month_day const ymd{day};
  int const year = int(ymd.year());
  if (year < 0 || year > 9999) return false;
  append_digits(to, static_cast<unsigned>(year), 4);
  *to++ = '-';
  append_digits(to, unsigned(ymd.month()), 2);
  *to++ = '-';
  append_digits(to, unsigned(ymd.day()), 2);
  return true;
}

MILLSTREAM_CORE void append_time(std::string& out, date day) {
  char text[16];
  char* end = text;
  if (append_day(end, day))
    out.append(text, end);
  else
    out += to_text(day);
}

MILLSTREAM_CORE void append_time(std::string& out, timestamp time) {
  char text[40];
  char* end = text;
  auto const day = std::chrono::floor<std::chrono::days>(time);
  if (!append_day(end, day)) {
    out += to_text(time);
    return;
  }
  auto const micros = static_cast<std::uint64_t>((time - day).count());
  auto const seconds = static_cast<unsigned>(micros / 1'000'000);
  auto const fraction = static_cast<unsigned>(micros % 1'000'000);
  *end++ = 'T';
  append_digits(end, seconds / 3600, 2);
  *end++ = ':';
  append_digits(end, seconds / 60 % 60, 2);
  *end++ = ':';
  append_digits(end, seconds % 60, 2);
  *end++ = '.';
  if (fraction % 1000 == 0)
    append_digits(end, fraction / 1000, 3);
  else
    append_digits(end, fraction, 6);
  *end++ = 'Z';
  out.append(text, end);
}

}  // namespace millstream::io::detail
