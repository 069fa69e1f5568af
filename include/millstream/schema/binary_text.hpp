// SPDX-License-Identifier: Apache-2.0
//
// Bytes as text and back: hexadecimal and base64 (RFC 4648), strictly or as forgiving as Spark's
// `unbase64`, which passes over whatever is no base64 character.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <millstream/base/inline.hpp>
#include <millstream/schema/binary.hpp>

namespace millstream {

constexpr std::size_t base64_size(std::size_t bytes) {
  return (bytes + 2) / 3 * 4;
}

/// Writes base64_size(bytes.size()) characters.
void write_base64(char* to, binary_view bytes);

std::string base64_text(binary_view bytes);

/// Reads base64 into `to`, which may be where the text stands: what is written is shorter. Returns how
/// many bytes that are, -1 if it is none. `Forgiving`: other characters are passed over and the padding
/// may be missing, as Java's MIME decoder does it.
template <bool Forgiving = false>
std::ptrdiff_t read_base64(char* to, std::string_view text) {
  static constexpr auto values = [] {
    std::array<std::int8_t, 256> out{};
    for (auto& v : out)
      v = -1;
    for (int i = 0; i < 26; ++i)
      out[static_cast<std::size_t>('A' + i)] = static_cast<std::int8_t>(i),
                                         out[static_cast<std::size_t>('a' + i)] =
                                             static_cast<std::int8_t>(26 + i);
    for (int i = 0; i < 10; ++i)
      out[static_cast<std::size_t>('0' + i)] = static_cast<std::int8_t>(52 + i);
    out['+'] = 62;
    out['/'] = 63;
    return out;
  }();
  char* const begin = to;
  std::uint32_t bits = 0;
  int have = 0;  // characters of the group of four
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    auto const value = values[static_cast<unsigned char>(text[at])];
    if (value < 0) {
      if (text[at] == '=') break;
      if (Forgiving) continue;
      return -1;
    }
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if (++have == 4) {
      *to++ = static_cast<char>(bits >> 16);
      *to++ = static_cast<char>(bits >> 8);
      *to++ = static_cast<char>(bits);
      have = 0;
    }
  }
  if (have == 1) return -1;
  if (at < text.size()) {  // padding
    if (have == 0 || (have == 2 && text.substr(at, 2) != "==")) return -1;
    at += have == 2 ? 2 : 1;
    for (; at < text.size(); ++at)
      if (!Forgiving || values[static_cast<unsigned char>(text[at])] >= 0) return -1;
  } else if (!Forgiving && have != 0) {
    return -1;
  }
  if (have == 2) *to++ = static_cast<char>(bits >> 4);
  if (have == 3) {
    *to++ = static_cast<char>(bits >> 10);
    *to++ = static_cast<char>(bits >> 2);
  }
  return to - begin;
}

/// Two upper-case hexadecimal digits a byte.
void write_hex(char* to, binary_view bytes);
std::string hex_text(binary_view bytes);

/// Reads hexadecimal digits of either case; an odd number of them has a 0 before it. Returns false if
/// there is another character. Writes (text.size() + 1) / 2 bytes.
bool read_hex(char* to, std::string_view text);

}  // namespace millstream

#ifndef MILLSTREAM_COMPILED
#include <millstream/schema/binary_text.ipp>
#endif
