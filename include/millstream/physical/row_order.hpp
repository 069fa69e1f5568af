// SPDX-License-Identifier: Apache-2.0
//
// The order of values and of whole rows: nulls first, NaN greatest and equal to itself, -0.0 equal to
// 0.0, text by bytes, records and arrays member by member (rule 65a).
#pragma once

#include <millstream/expr/evaluate.hpp>
#include <millstream/expr/ordering.hpp>

namespace millstream::physical {

template <class Row>
constexpr int compare_rows(Row const& a, Row const& b);

/// Below 0, 0 or above 0, as `a` stands before `b`, with it, or behind it.
template <class T>
constexpr int compare_values(T const& a, T const& b) {
  if constexpr (is_optional<T>) {
    if (!a || !b) return int(a.has_value()) - int(b.has_value());
    return compare_values(*a, *b);
  } else if constexpr (is_array<T>) {
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
      if (int const c = compare_values<typename T::value_type>(a[i], b[i]); c != 0) return c;
    return int(a.size() > b.size()) - int(a.size() < b.size());
  } else if constexpr (is_record<T>) {
    return compare_rows(as_row(a), as_row(b));
  } else {
    return expr::detail::compare(a, b);
  }
}

/// Rows of one schema, column by column.
template <class Row>
constexpr int compare_rows(Row const& a, Row const& b) {
  int out = 0;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    using schema_type = typename Row::schema_type;
    static_cast<void>(
        ((out = compare_values(a.template get<schema_type::template field_at<I>::name>(),
                               b.template get<schema_type::template field_at<I>::name>())) ||
         ...));
  }(std::make_index_sequence<Row::schema_type::size>{});
  return out;
}

/// Rows by one key of an `order_by`.
template <class E, bool Descending, bool NullsFirst, class Row>
constexpr int compare_by(expr::ordering<E, Descending, NullsFirst> const& key, Row const& a,
                         Row const& b) {
  auto const x = expr::evaluate(key.of, a);
  auto const y = expr::evaluate(key.of, b);
  if constexpr (is_optional<std::remove_cvref_t<decltype(x)>>) {
    if (!x || !y) {
      int const nulls_first = int(x.has_value()) - int(y.has_value());
      return NullsFirst ? nulls_first : -nulls_first;
    }
  }
  int const c = compare_values(x, y);
  return Descending ? -c : c;
}

}  // namespace millstream::physical
