// SPDX-License-Identifier: Apache-2.0
//
// A call of literals that was evaluated when the query was built. Only the optimizer writes it (fold.hpp).
#pragma once

#include <optional>

#include <millstream/expr/description.hpp>

namespace millstream::expr {

/// The call, and its value if it has one.
template <class E>
struct folded : base<folded<E>> {
  using value_type = owned_of<type_of<E, schema<>>>;
  E of;
  std::optional<value_type> held;
  folded(E e, std::nullopt_t) : of(std::move(e)) {}
  folded(E e, value_type v) : of(std::move(e)), held(std::in_place, std::move(v)) {}
};

template <class E>
struct uses<folded<E>> {
  static constexpr void each(auto&&) {}
};
template <class E, class Schema>
struct typing<folded<E>, Schema> : typing<E, Schema> {};
template <class E, class Find>
constexpr auto substitute(folded<E> const& e, Find const&) {
  return e;
}
template <class Schema, class E>
description describe(folded<E> const& e) {
  auto out = describe<Schema>(e.of);
  if (!e.held) return out;
  return detail::literal_description(value(*e.held), out.type);
}

}  // namespace millstream::expr
