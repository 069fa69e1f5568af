// SPDX-License-Identifier: Apache-2.0
//
// What of case_mapping.hpp can be compiled once: the table and the walk over code points.
#pragma once

#include <algorithm>
#include <iterator>

#include <millstream/expr/functions/case_mapping.hpp>
#include <millstream/expr/functions/case_mapping_table.hpp>
#include <millstream/expr/functions/code_points.hpp>

namespace millstream::expr::detail {

/// A code point's other case: one code point, or a text.
struct cased {
  char32_t point;
  std::string_view text = {};
};

template <std::size_t Runs, std::size_t Texts>
constexpr bool find_case(case_run const (&runs)[Runs], case_text const (&texts)[Texts], char32_t c,
                         cased& out) {
  auto const* const run = std::lower_bound(std::begin(runs), std::end(runs), c,
                                           [](auto const& r, char32_t v) { return r.last < v; });
  if (run != std::end(runs) && c >= run->first &&
      (c - run->first) % static_cast<char32_t>(run->step) == 0) {
    out = {static_cast<char32_t>(static_cast<std::int32_t>(c) + run->delta)};
    return true;
  }
  auto const* const text = std::lower_bound(std::begin(texts), std::end(texts), c,
                                            [](auto const& t, char32_t v) { return t.from < v; });
  if (text == std::end(texts) || text->from != c) return false;
  out = {c, text->to};
  return true;
}
constexpr cased upper_of(char32_t c) {
  cased out{c};
  find_case(upper_runs, upper_texts, c, out);
  return out;
}
constexpr cased lower_of(char32_t c) {
  cased out{c};
  find_case(lower_runs, lower_texts, c, out);
  return out;
}
constexpr cased title_of(char32_t c) {
  cased out{c};
  return find_case(title_runs, title_texts, c, out) ? out : upper_of(c);
}

constexpr bool has_case(char32_t c) {
  cased out{};
  return find_case(upper_runs, upper_texts, c, out) || find_case(lower_runs, lower_texts, c, out);
}
/// What stands inside a word without being a letter: marks and a few signs.
constexpr bool inside_words(char32_t c) {
  return (c >= 0x300 && c <= 0x36F) || c == '\'' || c == '.' || c == ':' || c == '^' || c == '`' ||
         c == 0xA8 || c == 0xAD || c == 0xAF || c == 0xB4 || c == 0xB7 || c == 0xB8 ||
         c == 0x2018 || c == 0x2019 || (c >= 0x200B && c <= 0x200F);
}
/// Does the sigma at `at` end its word?
constexpr bool is_last_sigma(std::string_view text, std::size_t at) {
  bool before = false;
  for (std::size_t i = 0; i < at;) {
    auto const piece = first_of(text.substr(i));
    if (char32_t const c = decode(piece); !inside_words(c)) before = has_case(c);
    i += piece.size();
  }
  if (!before) return false;
  for (auto rest = text.substr(at + 2); !rest.empty();) {
    auto const piece = first_of(rest);
    if (char32_t const c = decode(piece); !inside_words(c)) return !has_case(c);
    rest.remove_prefix(piece.size());
  }
  return true;
}

inline constexpr char32_t capital_sigma = 0x3A3, last_sigma = 0x3C2;

/// Text in another case; `map(text, position, code point)` says what a code point becomes.
inline std::string_view recased(std::string_view text, auto const& map) {
  // one code point becomes three at most, and no case of one needs more than three times its bytes
  auto const room = text.size() * 3 + 4;
  char* const begin = block_text::allocate(room);
  char* end = begin;
  for (std::size_t i = 0; i < text.size();) {
    auto const piece = first_of(text.substr(i));
    auto const to = map(i, decode(piece));
    if (!to.text.empty())
      end = std::copy(to.text.begin(), to.text.end(), end);
    else if (piece.size() == 1 && to.point == static_cast<unsigned char>(piece[0]))
      *end++ = piece[0];  // also a byte that is no UTF-8
    else
      end = encode(to.point, end);
    i += piece.size();
  }
  return block_text::keep_first(begin, room, static_cast<std::size_t>(end - begin));
}

MILLSTREAM_CORE std::string_view upper_of_any(std::string_view text) {
  return recased(text, [](std::size_t, char32_t c) { return upper_of(c); });
}
MILLSTREAM_CORE std::string_view lower_of_any(std::string_view text) {
  return recased(text, [&](std::size_t at, char32_t c) {
    return c == capital_sigma && is_last_sigma(text, at) ? cased{last_sigma} : lower_of(c);
  });
}
MILLSTREAM_CORE std::string_view to_title(std::string_view text) {
  return recased(text, [&](std::size_t at, char32_t c) {
    if (at == 0 || text[at - 1] == ' ') return title_of(c);
    return c == capital_sigma && is_last_sigma(text, at) ? cased{last_sigma} : lower_of(c);
  });
}

}  // namespace millstream::expr::detail
