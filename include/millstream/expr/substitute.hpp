// SPDX-License-Identifier: Apache-2.0
//
// An expression with a column replaced by what it was computed from: how a condition on a computed
// column can stand below the step that computes it.
#pragma once

#include <millstream/base/pack.hpp>
#include <millstream/expr/expression.hpp>
#include <millstream/expr/functions/null_handling.hpp>

namespace millstream::expr {

/// `find.template operator()<Name>(column)` gives the expression that stands for a column (itself, if
/// nothing does).
template <fixed_string Name, class Find>
constexpr auto substitute(column<Name> const& e, Find const& find) {
  return find(e);
}
template <class T, class Find>
constexpr auto substitute(literal<T> const& e, Find const&) {
  return e;
}
template <class Made, class Find>
auto substitute(prepared<Made> const& e, Find const&) {
  return e;
}
template <fixed_string Name, class E, class Find>
constexpr auto substitute(alias<Name, E> const& e, Find const& find) {
  return substitute(e.of, find);
}
template <class F, class... Args, class Find>
constexpr auto substitute(call<F, Args...> const& e, Find const& find);
template <class F, class... Args, class Find>
constexpr auto substitute(call<F, Args...> const& e, Find const& find) {
  return unpack(
      [&](auto const&... args) {
        return call<F, decltype(substitute(args, find))...>(substitute(args, find)...);
      },
      e.args);
}

/// Column `Name` of a step that computes it, with the rest of a path into it behind.
template <fixed_string Head, fixed_string Path>
inline constexpr auto joined_path = [] {
  if constexpr (Path.size() == 0) {
    return Head;
  } else {
    fixed_string<Head.size() + 1 + Path.size()> out;
    for (std::size_t i = 0; i < Head.size(); ++i)
      out.chars[i] = Head.chars[i];
    out.chars[Head.size()] = '.';
    for (std::size_t i = 0; i < Path.size(); ++i)
      out.chars[Head.size() + 1 + i] = Path.chars[i];
    return out;
  }
}();

/// The value that stands for `Wanted`, which is the column that `value` computes or a path into it.
template <fixed_string Wanted, class E>
constexpr auto value_for(E const& value) {
  auto const& plain = without_alias(value);
  using type = std::remove_cvref_t<decltype(plain)>;
  if constexpr (is_column<type>)
    return column<joined_path<type::name, tail_of<Wanted>>>{};
  else if constexpr (is_known_column<type>)  // where it stands then, nothing is known any more
    return value_for<Wanted>(nth<0>(plain.args));
  else
    return type(plain);
}

}  // namespace millstream::expr
