// SPDX-License-Identifier: Apache-2.0
//
// Upper, lower and title case as Spark 4.2 maps them, several letters for one included (ß is SS) and
// with the sigma that ends a word. The table is made from Spark's own answers (case_mapping_table.hpp).
#pragma once

#include <millstream/base/inline.hpp>
#include <millstream/batch/block_text.hpp>

namespace millstream::expr::detail {

/// Text of ASCII alone in another case; empty if it is not of ASCII alone.
inline std::string_view recased_ascii(std::string_view text, char first, char last) {
  char* const begin = block_text::allocate(text.size());
  unsigned char all = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const c = text[i];
    all |= static_cast<unsigned char>(c);
    begin[i] = static_cast<char>(c >= first && c <= last ? c ^ 0x20 : c);
  }
  if (all < 0x80) return {begin, text.size()};
  return block_text::keep_first(begin, text.size(), 0);
}

/// Text that is not of ASCII alone in upper case, in lower case.
std::string_view upper_of_any(std::string_view text);
std::string_view lower_of_any(std::string_view text);

inline std::string_view to_upper(std::string_view text) {
  auto const out = recased_ascii(text, 'a', 'z');
  return out.size() == text.size() ? out : upper_of_any(text);
}
inline std::string_view to_lower(std::string_view text) {
  auto const out = recased_ascii(text, 'A', 'Z');
  return out.size() == text.size() ? out : lower_of_any(text);
}
/// The first letter behind each blank in title case, the others in lower case.
std::string_view to_title(std::string_view text);

}  // namespace millstream::expr::detail

#ifndef MILLSTREAM_COMPILED
#include <millstream/expr/functions/case_mapping.ipp>
#endif
