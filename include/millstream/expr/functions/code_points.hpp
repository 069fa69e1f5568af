// SPDX-License-Identifier: Apache-2.0
//
// Walking over UTF-8 by code points. Text that is not valid UTF-8 is walked as well: a lead byte takes
// as many bytes as it says and there are, any other byte is one code point.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>

namespace millstream::expr::detail {

/// Bytes of the code point that begins with `lead`.
constexpr std::size_t width_of(char lead) {
  auto const c = static_cast<unsigned char>(lead);
  return c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF8 ? 4 : 1;
}
/// The first code point, as a piece of `text`, which is not empty.
constexpr std::string_view first_of(std::string_view text) {
  return text.substr(0, width_of(text.front()));
}

/// The number that `piece`, one code point, stands for.
constexpr char32_t decode(std::string_view piece) {
  auto const at = [&](std::size_t i) {
    return char32_t(static_cast<unsigned char>(piece[i]) & 0x3Fu);
  };
  auto const lead = static_cast<unsigned char>(piece[0]);
  switch (piece.size()) {
    case 2:
      return (char32_t(lead & 0x1Fu) << 6) | at(1);
    case 3:
      return (char32_t(lead & 0x0Fu) << 12) | (at(1) << 6) | at(2);
    case 4:
      return (char32_t(lead & 0x07u) << 18) | (at(1) << 12) | (at(2) << 6) | at(3);
    default:
      return lead;
  }
}
/// Writes a code point and gives the end; room for four bytes.
constexpr char* encode(char32_t c, char* to) {
  if (c < 0x80) {
    *to++ = static_cast<char>(c);
  } else if (c < 0x800) {
    *to++ = static_cast<char>(0xC0 | (c >> 6));
    *to++ = static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    *to++ = static_cast<char>(0xE0 | (c >> 12));
    *to++ = static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    *to++ = static_cast<char>(0x80 | (c & 0x3F));
  } else {
    *to++ = static_cast<char>(0xF0 | (c >> 18));
    *to++ = static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    *to++ = static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    *to++ = static_cast<char>(0x80 | (c & 0x3F));
  }
  return to;
}

/// Number of code points.
constexpr std::int32_t code_points(std::string_view text) {
  std::int32_t out = 0;
  for (char const c : text)
    out += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return out;
}
/// Length in Java's units, of which a code point beyond U+FFFF takes two.
constexpr std::int32_t utf16_units(std::string_view text) {
  std::int32_t out = 0;
  for (char const c : text)
    out +=
        ((static_cast<unsigned char>(c) & 0xC0) != 0x80) + (static_cast<unsigned char>(c) >= 0xF0);
  return out;
}
/// Bytes that the first `count` code points take; all of them if there are fewer.
constexpr std::size_t bytes_of(std::string_view text, std::int64_t count) {
  std::size_t at = 0;
  for (; count > 0 && at < text.size(); --count)
    at += width_of(text[at]);
  return std::min(at, text.size());
}
/// The code points from position `from` up to `until`, which count from 0 and may lie outside.
constexpr std::string_view code_points_between(std::string_view text, std::int64_t from,
                                               std::int64_t until) {
  if (until <= from) return {};
  auto const begin = bytes_of(text, from);
  return text.substr(begin, bytes_of(text.substr(begin), until - std::max<std::int64_t>(from, 0)));
}
/// SQL's substring: positions count from 1, negative ones from the end.
constexpr std::string_view sql_substring(std::string_view text, std::int64_t position,
                                         std::int64_t length) {
  auto const from = position > 0 ? position - 1 : position < 0 ? code_points(text) + position : 0;
  std::int64_t until;
  if (__builtin_add_overflow(from, length, &until))
    until = length < 0 ? from : std::numeric_limits<std::int64_t>::max();
  return code_points_between(text, from, until);
}

}  // namespace millstream::expr::detail
