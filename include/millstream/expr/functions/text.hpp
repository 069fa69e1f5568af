// SPDX-License-Identifier: Apache-2.0
//
// Functions of text, under Spark's names. Text is UTF-8; positions and lengths count code points, as
// Spark's do; comparison is by bytes. Made text stands in `block_text` until somebody must own it.
#pragma once

#include <millstream/batch/block_text.hpp>
#include <millstream/expr/words.hpp>

namespace millstream::expr {

namespace detail {
template <fixed_string Word, class... Ts>
using text_problem = diagnostic::first_problem<std::conditional_t<
    text_column<Ts>, diagnostic::none,
    diagnostic::argument_of_other_type<diagnostic::in<Word>, diagnostic::wanted<"text">,
                                       diagnostic::type_is<Ts>>>...>;

/// Number of code points; a byte that belongs to none counts as one.
constexpr std::int32_t code_points(std::string_view text) {
  std::int32_t out = 0;
  for (char const c : text)
    out += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return out;
}
}  // namespace detail

struct length_of {
  static constexpr std::string_view name = "length";
  template <class A>
  using problem = detail::text_problem<"length", A>;
  template <class>
  using result = std::int32_t;
  static constexpr std::int32_t apply(std::string_view text) { return detail::code_points(text); }
};

/// Any number of texts, one behind the other.
struct concat_texts {
  static constexpr std::string_view name = "concat";
  template <class... Ts>
  using problem = detail::text_problem<"concat", Ts...>;
  template <class...>
  using result = std::string_view;
  static std::string_view apply(auto const&... texts) {
    auto const size = (texts.size() + ... + 0);
    char* const out = block_text::allocate(size);
    char* at = out;
    ((std::memcpy(at, texts.data(), texts.size()), at += texts.size()), ...);
    return {out, size};
  }
};

}  // namespace millstream::expr

namespace millstream {

/// Number of characters (code points). **Shape** int, null for null. **Requires** text (MS055).
template <expr::expression E>
constexpr auto length(E const& text) {
  return expr::make_call<expr::length_of>(text);
}

/// The texts, one behind the other; null if one is null. **Requires** text (MS055).
template <expr::value_or_expression... Es>
  requires(sizeof...(Es) > 0)
constexpr auto concat(Es&&... texts) {
  return expr::make_call<expr::concat_texts>(std::forward<Es>(texts)...);
}

}  // namespace millstream
