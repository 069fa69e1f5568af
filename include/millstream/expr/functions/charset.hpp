// SPDX-License-Identifier: Apache-2.0
//
// Text as the bytes of a character set and back, under Spark's names: `encode` and `decode` of US-ASCII, ISO-8859-1,
// UTF-8, UTF-16 (with a mark in front when written), UTF-16BE, UTF-16LE and UTF-32. What a character set has no
// bytes for, and bytes that are none of its characters, are errors, as Spark 4 has it.
#pragma once

#include <millstream/base/utf8_text.hpp>
#include <millstream/batch/block_text.hpp>
#include <millstream/expr/functions/arguments.hpp>
#include <millstream/expr/functions/code_points.hpp>

namespace millstream::expr {

/// A character set by its name, capital or small.
struct charset {
  enum kind : std::uint8_t { us_ascii, iso_8859_1, utf_8, utf_16, utf_16be, utf_16le, utf_32 };
  kind of;
  explicit charset(std::string_view name) : of(read(name)) {}

  static constexpr std::string_view names[] = {"US-ASCII", "ISO-8859-1", "UTF-8", "UTF-16",
                                               "UTF-16BE", "UTF-16LE",   "UTF-32"};
  std::string_view name() const { return names[of]; }

 private:
  static kind read(std::string_view name) {
    std::string upper(name);
    for (auto& c : upper)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    for (std::size_t i = 0; i < std::size(names); ++i)
      if (upper == names[i]) return static_cast<kind>(i);
    throw error(errc::invalid_argument, "there is no character set \"" + std::string(name) + "\"",
                {}, "take US-ASCII, ISO-8859-1, UTF-8, UTF-16, UTF-16BE, UTF-16LE or UTF-32");
  }
};

namespace detail {

[[noreturn]] inline void throw_malformed(std::string_view function, charset const& set) {
  throw error(errc::bad_cast,
              std::string(function) + ": a character is none of " + std::string(set.name()), {},
              "leave such rows out before, or take another character set");
}

/// Writes one unit of `Bytes` bytes.
template <int Bytes>
void put_unit(char*& to, std::uint32_t unit, bool little) {
  for (int i = 0; i < Bytes; ++i)
    *to++ = static_cast<char>(unit >> 8 * (little ? i : Bytes - 1 - i));
}
inline std::uint32_t unit_at(binary_view bytes, std::size_t at, int size, bool little) {
  std::uint32_t out = 0;
  for (int i = 0; i < size; ++i)
    out |= std::uint32_t(static_cast<unsigned char>(bytes.data()[at + static_cast<std::size_t>(i)]))
           << 8 * (little ? i : size - 1 - i);
  return out;
}

inline binary_view encoded(std::string_view text, charset const& set) {
  using enum charset::kind;
  char* const out = block_text::allocate(text.size() * 4 + 2);
  char* at = out;
  if (set.of == utf_16 && !text.empty()) put_unit<2>(at, 0xFEFF, false);
  for (auto rest = text; !rest.empty();) {
    auto const piece = first_of(rest);
    auto const c = decode(piece);
    rest.remove_prefix(piece.size());
    switch (set.of) {
      case us_ascii:
      case iso_8859_1:
        if (c > (set.of == us_ascii ? 0x7Fu : 0xFFu)) throw_malformed("encode", set);
        *at++ = static_cast<char>(c);
        break;
      case utf_8:
        at = std::copy(piece.begin(), piece.end(), at);
        break;
      case utf_32:
        put_unit<4>(at, c, false);
        break;
      default:
        if (c >= 0x10000) {
          put_unit<2>(at, 0xD800 + ((c - 0x10000) >> 10), set.of == utf_16le);
          put_unit<2>(at, 0xDC00 + ((c - 0x10000) & 0x3FF), set.of == utf_16le);
        } else {
          put_unit<2>(at, c, set.of == utf_16le);
        }
    }
  }
  return {out, static_cast<std::size_t>(at - out)};
}

inline std::string_view decoded(binary_view bytes, charset const& set) {
  using enum charset::kind;
  std::string_view const plain(bytes.data(), bytes.size());
  if (set.of == utf_8) {
    if (valid_utf8_prefix(plain) != plain.size()) throw_malformed("decode", set);
    return plain;
  }
  char* const out = block_text::allocate(bytes.size() * 2 + 4);
  char* to = out;
  if (set.of == us_ascii || set.of == iso_8859_1) {
    for (char const byte : plain) {
      auto const c = static_cast<unsigned char>(byte);
      if (set.of == us_ascii && c > 0x7F) throw_malformed("decode", set);
      to = encode(c, to);
    }
    return {out, static_cast<std::size_t>(to - out)};
  }
  std::size_t const size = set.of == utf_32 ? 4 : 2;
  if (bytes.size() % size != 0) throw_malformed("decode", set);
  bool little = set.of == utf_16le;
  std::size_t at = 0;
  if (bytes.size() >= size && (set.of == utf_16 || set.of == utf_32)) {
    auto const first = unit_at(bytes, 0, static_cast<int>(size), false);
    little = first == (size == 2 ? 0xFFFEu : 0xFFFE0000u);
    if (little || first == 0xFEFF) at = size;
  }
  for (; at < bytes.size(); at += size) {
    auto c = unit_at(bytes, at, static_cast<int>(size), little);
    if (size == 2 && c >= 0xD800 && c < 0xDC00 && at + 2 < bytes.size()) {
      auto const low = unit_at(bytes, at + 2, 2, little);
      if (low >= 0xDC00 && low < 0xE000)
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00), at += 2;
    }
    if ((c >= 0xD800 && c < 0xE000) || c > 0x10FFFF) throw_malformed("decode", set);
    to = encode(c, to);
  }
  return {out, static_cast<std::size_t>(to - out)};
}

}  // namespace detail

struct encode_text {
  static constexpr std::string_view name = "encode";
  template <class A, class>
  using problem = takes::text::problem<"encode", A>;
  template <class, class>
  using result = binary_view;
  static binary_view apply(std::string_view text, charset const& set) {
    return detail::encoded(text, set);
  }
};
struct decode_bytes {
  static constexpr std::string_view name = "decode";
  template <class A, class>
  using problem = takes::bytes::problem<"decode", A>;
  template <class, class>
  using result = std::string_view;
  static std::string_view apply(auto const& bytes, charset const& set) {
    return detail::decoded(binary_view(bytes.data(), bytes.size()), set);
  }
};

}  // namespace millstream::expr

namespace millstream {

/// The bytes of a text in a character set: US-ASCII, ISO-8859-1, UTF-8, UTF-16, UTF-16BE, UTF-16LE or UTF-32.
/// **Shape** binary. **Requires** text (MS055). **Errors** errc::invalid_argument here, for another set;
/// errc::bad_cast for a character that the set does not have: the batch fails. **Source** Spark's `encode`.
template <expr::expression E>
auto encode(E const& text, std::string_view character_set) {
  return expr::make_call<expr::encode_text>(
      text, expr::prepared<expr::charset>(std::string(character_set)));
}
/// The text whose bytes in a character set these are. **Shape** text. **Requires** binary or text (MS055).
/// **Errors** errc::invalid_argument here, for another set; errc::bad_cast for bytes that are none of its
/// characters: the batch fails. **Source** Spark's `decode` of two arguments.
template <expr::expression E>
auto decode(E const& bytes, std::string_view character_set) {
  return expr::make_call<expr::decode_bytes>(
      bytes, expr::prepared<expr::charset>(std::string(character_set)));
}

}  // namespace millstream
