// SPDX-License-Identifier: Apache-2.0
//
// An expression whose value is kept as long as its row is looked at, because it is read more than once and is
// not cheap. Only the optimizer writes it; physical/kept_values.hpp has the memory.
#pragma once

#include <millstream/expr/description.hpp>

namespace millstream::expr {

template <class E>
struct kept : base<kept<E>> {
  E of;
  constexpr explicit kept(E e) : of(std::move(e)) {}
};

template <class E>
inline constexpr bool is_kept = false;
template <class E>
inline constexpr bool is_kept<kept<E>> = true;
template <fixed_string Name, class E>
inline constexpr bool is_kept<alias<Name, E>> = is_kept<E>;

template <class E>
inline constexpr auto name_of<kept<E>> = name_of<E>;
template <class E>
struct uses<kept<E>> : uses<E> {};
template <class E, class Schema>
struct typing<kept<E>, Schema> : typing<E, Schema> {};
template <class Schema, class E>
description describe(kept<E> const& e) {
  auto of = describe<Schema>(e.of);
  description out(description_kind::call, "once a row", of.type);
  out.add(std::move(of));
  return out;
}

/// Says of an expression that its value is to be kept; the name stays outside.
template <class E>
constexpr auto keep(E const& e) {
  return kept<E>(e);
}
template <fixed_string Name, class E>
constexpr auto keep(alias<Name, E> const& e) {
  return alias<Name, kept<E>>(kept<E>(e.of));
}

}  // namespace millstream::expr
