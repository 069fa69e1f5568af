// SPDX-License-Identifier: Apache-2.0
//
// What of binary_text.hpp can be compiled once.
#pragma once

#include <millstream/schema/binary_text.hpp>

namespace millstream {

MILLSTREAM_CORE void write_base64(char* to, binary_view bytes) {
  constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  auto const* const from = reinterpret_cast<unsigned char const*>(bytes.data());
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    unsigned const three = from[i] << 16U | from[i + 1] << 8U | from[i + 2];
    for (unsigned shift = 24; shift > 0;)
      *to++ = digits[three >> (shift -= 6) & 63];
  }
  if (auto const left = bytes.size() - i; left > 0) {
    unsigned const some = from[i] << 16U | (left == 2 ? from[i + 1] << 8U : 0);
    *to++ = digits[some >> 18];
    *to++ = digits[some >> 12 & 63];
    *to++ = left == 2 ? digits[some >> 6 & 63] : '=';
    *to++ = '=';
  }
}

MILLSTREAM_CORE std::string base64_text(binary_view bytes) {
  std::string out(base64_size(bytes.size()), '\0');
  write_base64(out.data(), bytes);
  return out;
}

MILLSTREAM_CORE void write_hex(char* to, binary_view bytes) {
  constexpr char digits[] = "0123456789ABCDEF";
  for (char const c : bytes.chars()) {
    *to++ = digits[static_cast<unsigned char>(c) >> 4];
    *to++ = digits[static_cast<unsigned char>(c) & 15];
  }
}

MILLSTREAM_CORE std::string hex_text(binary_view bytes) {
  std::string out(bytes.size() * 2, '\0');
  write_hex(out.data(), bytes);
  return out;
}

MILLSTREAM_CORE bool read_hex(char* to, std::string_view text) {
  auto const value = [](char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
  };
  int pending = text.size() % 2 == 0 ? -1 : 0;
  for (char const c : text) {
    int const digit = value(c);
    if (digit < 0) return false;
    if (pending < 0)
      pending = digit;
    else
      *to++ = static_cast<char>(pending << 4 | digit), pending = -1;
  }
  return true;
}

}  // namespace millstream
