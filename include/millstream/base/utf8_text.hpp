// SPDX-License-Identifier: Apache-2.0
//
// What lives here: telling valid UTF-8 from other bytes, and copying text so that what is copied is valid: each broken
// sequence becomes one U+FFFD, as Java's and Python's decoders do it. For sinks whose format demands UTF-8, and for `decode`.
// What does not: escaping (row_text.hpp), judging the lines of a source.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include <millstream/base/inline.hpp>

namespace millstream {

namespace detail {

/// One sequence at the front of some bytes: how long it is, and whether it is a character.
struct utf8_sequence {
  std::size_t length;
  bool valid;
};

/// Reads the sequence that begins at text[at], a byte of 0x80 or more; a broken one is as long as its valid beginning.
constexpr utf8_sequence read_utf8(std::string_view text, std::size_t at) noexcept {
  auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  auto const first = byte(0);
  std::size_t const length = first < 0xC2   ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  if (length == 0) return {1, false};
  for (std::size_t i = 1; i < length; ++i) {
    if (at + i >= text.size()) return {i, false};
    unsigned const low = i == 1 && first == 0xE0 ? 0xA0 : i == 1 && first == 0xF0 ? 0x90 : 0x80;
    unsigned const high = i == 1 && first == 0xED ? 0x9F : i == 1 && first == 0xF4 ? 0x8F : 0xBF;
    if (byte(i) < low || byte(i) > high) return {i, false};
  }
  return {length, true};
}

inline std::uint64_t load_eight(char const* from) noexcept {
  std::uint64_t word;
  std::memcpy(&word, from, 8);
  return word;
}

}  // namespace detail

inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// Returns how many bytes at the front of `text` are whole, valid characters; text.size() if all are.
std::size_t valid_utf8_prefix(std::string_view text) noexcept;

/// Returns `text` itself if it is valid, else a corrected copy, which `storage` holds.
std::string_view valid_utf8(std::string_view text, std::string& storage);

}  // namespace millstream

#ifndef MILLSTREAM_COMPILED
#include <millstream/base/utf8_text.ipp>
#endif
