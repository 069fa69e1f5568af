// SPDX-License-Identifier: Apache-2.0
//
// How a function says what it takes: `strict<"repeat", std::string_view, takes::text, takes::whole>` is
// the base of a tag whose `apply` gets a text and a whole number and gives text. A wrong argument is
// MS055, with the words of the kind that was wanted.
#pragma once

#include <millstream/expr/words.hpp>

namespace millstream::expr {

/// What a word of the user takes: an expression, or a value that becomes a literal.
template <class T>
concept argument = value_or_expression<T>;

/// The kinds of arguments: each says which types it accepts and how it is called in messages.
namespace takes {
template <fixed_string Words, template <class> class Accepts>
struct kind {
  template <fixed_string Function, class T>
  using problem = std::conditional_t<
      Accepts<T>::value, diagnostic::none,
      diagnostic::argument_of_other_type<diagnostic::in<Function>, diagnostic::wanted<Words>,
                                         diagnostic::type_is<T>>>;
};

template <class T>
using is_text = std::bool_constant<text_column<T>>;
template <class T>
using is_bytes = std::bool_constant<bytes_column<T>>;
template <class T>
using is_whole = std::bool_constant<integer_column<T>>;
template <class T>
using is_number = std::bool_constant<numeric_column<T>>;
template <class T>
using is_number_or_decimal = std::bool_constant<number_column<T>>;
template <class T>
using is_boolean = std::bool_constant<std::is_same_v<T, bool>>;
template <class T>
using is_floating = std::bool_constant<std::is_floating_point_v<T>>;

using text = kind<"text", is_text>;
using bytes = kind<"text or binary", is_bytes>;
using whole = kind<"a whole number", is_whole>;
using number = kind<"a number", is_number>;
using number_or_decimal = kind<"a number", is_number_or_decimal>;
using boolean = kind<"a condition", is_boolean>;
using floating = kind<"a float or double", is_floating>;

/// Text, or what was made of a text once (expr::prepared).
template <class Prepared>
struct text_or {
  template <class T>
  using accepts = std::bool_constant<text_column<T> || std::is_same_v<T, Prepared>>;
  template <fixed_string Function, class T>
  using problem = typename kind<"text", accepts>::template problem<Function, T>;
};
}  // namespace takes

/// The first of `Ts` that is not of `Kind`.
template <class Kind, fixed_string Function, class... Ts>
using all_problem = diagnostic::first_problem<typename Kind::template problem<Function, Ts>...>;

/// A function of arguments of these kinds, null where one is.
template <fixed_string Function, class Result, class... Kinds>
struct strict {
  static constexpr auto held_name = Function;
  static constexpr std::string_view name = held_name.view();
  template <class... Ts>
  using problem = diagnostic::first_problem<typename Kinds::template problem<Function, Ts>...>;
  template <class...>
  using result = Result;
};

/// A plain text is prepared once, now; an expression stays what it is; another value is left to the types.
template <class Made, argument T>
auto prepared_or_expression(T const& text) {
  if constexpr (std::is_convertible_v<T const&, std::string_view>)
    return prepared<Made>(std::string(std::string_view(text)));
  else
    return as_expression(text);
}

}  // namespace millstream::expr
