// SPDX-License-Identifier: Apache-2.0
//
// Projections: `with_column`, `select`, `drop`. They copy nothing: the row becomes a row that computes
// the column when somebody asks for it.
#pragma once

#include <millstream/physical/block_steps.hpp>

namespace millstream::physical {

template <class Base, fixed_string Name, class E, class Schema>
struct row_with_column {
  using schema_type = Schema;
  Base base;
  E const* value;

  template <fixed_string Wanted>
  MILLSTREAM_INLINE constexpr decltype(auto) get() const {
    if constexpr (Wanted == Name)
      return expr::evaluate(*value, base);
    else
      return base.template get<Wanted>();
  }
};

template <class In, class Schema, fixed_string Name, class E>
struct with_column : showing_step<with_column<In, Schema, Name, E>> {
  E value;

  explicit with_column(E e) : value(std::move(e)) {}
  template <class Row>
  MILLSTREAM_INLINE constexpr row_with_column<Row, Name, E, Schema> shown(Row const& base) const {
    return {base, &value};
  }
};

template <class Base, class Schema, class... Es>
struct projected_row {
  using schema_type = Schema;
  Base base;
  std::tuple<Es...> const* values;

  template <fixed_string Wanted>
  MILLSTREAM_INLINE constexpr decltype(auto) get() const {
    return expr::evaluate(std::get<Schema::index_of(Wanted.view())>(*values), base);
  }
};

template <class In, class Schema, class... Es>
struct project : showing_step<project<In, Schema, Es...>> {
  std::tuple<Es...> values;

  explicit project(std::tuple<Es...> es) : values(std::move(es)) {}
  template <class Row>
  MILLSTREAM_INLINE constexpr projected_row<Row, Schema, Es...> shown(Row const& base) const {
    return {base, &values};
  }
};

template <class Base, class Schema>
struct narrowed_row {
  using schema_type = Schema;
  Base base;

  template <fixed_string Wanted>
  MILLSTREAM_INLINE constexpr decltype(auto) get() const {
    return base.template get<Wanted>();
  }
};

/// Fewer columns of the same rows.
template <class In, class Schema>
struct narrow : showing_step<narrow<In, Schema>> {
  template <class Row>
  MILLSTREAM_INLINE constexpr narrowed_row<Row, Schema> shown(Row const& base) const {
    return {base};
  }
};

}  // namespace millstream::physical
