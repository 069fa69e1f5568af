// SPDX-License-Identifier: Apache-2.0
//
// In which direction an `order_by` goes, and where its nulls are.
#pragma once

#include <millstream/expr/description.hpp>

namespace millstream::expr {

template <class E, bool Descending, bool NullsFirst>
struct ordering : node {
  static constexpr bool descending = Descending;
  static constexpr bool nulls_first = NullsFirst;
  E of;
  constexpr explicit ordering(E e) : of(std::move(e)) {}
};

template <class E>
inline constexpr bool is_ordering = false;
template <class E, bool D, bool N>
inline constexpr bool is_ordering<ordering<E, D, N>> = true;

template <class E, bool D, bool N>
struct uses<ordering<E, D, N>> : uses<E> {};
template <class E, bool D, bool N, class Schema>
struct typing<ordering<E, D, N>, Schema> : typing<E, Schema> {};

template <class Schema, class E, bool D, bool N>
description describe(ordering<E, D, N> const& e) {
  description out(description_kind::call,
                  std::string(D ? "desc" : "asc") + (N ? "_nulls_first" : "_nulls_last"),
                  data_type_of<owned_of<type_of<E, Schema>>>());
  out.add(describe<Schema>(e.of));
  return out;
}

/// A plain expression ascends, nulls first.
template <class E>
constexpr auto as_ordering(E const& e) {
  if constexpr (is_ordering<E>)
    return e;
  else
    return ordering<E, false, true>(e);
}

}  // namespace millstream::expr

namespace millstream {

/// Ascending, nulls first: what a column alone means in `ms::order_by`.
template <expr::expression E>
constexpr auto asc(E const& e) {
  return expr::ordering<E, false, true>(e);
}
/// Descending, nulls last.
template <expr::expression E>
constexpr auto desc(E const& e) {
  return expr::ordering<E, true, false>(e);
}
template <expr::expression E>
constexpr auto asc_nulls_first(E const& e) {
  return asc(e);
}
template <expr::expression E>
constexpr auto asc_nulls_last(E const& e) {
  return expr::ordering<E, false, false>(e);
}
template <expr::expression E>
constexpr auto desc_nulls_first(E const& e) {
  return expr::ordering<E, true, true>(e);
}
template <expr::expression E>
constexpr auto desc_nulls_last(E const& e) {
  return desc(e);
}

namespace expr {
template <class Self>
constexpr auto base<Self>::asc() const {
  return millstream::asc(self());
}
template <class Self>
constexpr auto base<Self>::desc() const {
  return millstream::desc(self());
}
}  // namespace expr

}  // namespace millstream
