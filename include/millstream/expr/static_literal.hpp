// SPDX-License-Identifier: Apache-2.0
//
// A literal whose value is known to the compiler, so that rules that decide by type may use it:
// `ms::where(ms::lit_<true>)`. An ordinary literal has only a static type.
#pragma once

#include <millstream/expr/description.hpp>

namespace millstream::expr {

template <auto Value>
  requires scalar_column<decltype(Value)>
struct static_literal : base<static_literal<Value>> {
  using value_type = decltype(Value);
};

template <class E>
inline constexpr bool is_static_literal = false;
template <auto Value>
inline constexpr bool is_static_literal<static_literal<Value>> = true;

template <auto Value>
struct uses<static_literal<Value>> {
  static constexpr void each(auto&&) {}
};
template <auto Value, class Schema>
struct typing<static_literal<Value>, Schema> {
  using type = decltype(Value);
  using problem = diagnostic::none;
};
template <auto Value, class Find>
constexpr auto substitute(static_literal<Value> const& e, Find const&) {
  return e;
}
template <class Schema, auto Value>
description describe(static_literal<Value> const&) {
  return detail::literal_description(value(Value), data_type_of<decltype(Value)>());
}

}  // namespace millstream::expr

namespace millstream {

/// A value that the compiler knows, as an expression: `ms::lit_<true>`.
template <auto Value>
inline constexpr expr::static_literal<Value> lit_{};

}  // namespace millstream
