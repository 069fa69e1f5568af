// SPDX-License-Identifier: Apache-2.0
//
// Projections: `with_column`, `select`, `drop`. They copy nothing: a column is computed when
// somebody asks for it.
#pragma once

#include <millstream/base/pack.hpp>
#include <millstream/physical/block_steps.hpp>

namespace millstream::physical {

template <class Schema, fixed_string Name, class E>
struct with_column : showing_step<with_column<Schema, Name, E>> {
  using schema_type = Schema;
  E value;

  explicit with_column(E e) : value(std::move(e)) {}

  static constexpr bool shows(std::string_view name) { return name == Name.view(); }
  template <fixed_string, class Row>
  MILLSTREAM_INLINE constexpr decltype(auto) column(Row const& below) const {
    return expr::evaluate(value, below);
  }
};

template <class Schema, class... Es>
struct project : showing_step<project<Schema, Es...>> {
  using schema_type = Schema;
  pack<Es...> values;

  explicit project(pack<Es...> es) : values(std::move(es)) {}

  static constexpr bool shows(std::string_view) { return true; }
  template <fixed_string Name, class Row>
  MILLSTREAM_INLINE constexpr decltype(auto) column(Row const& below) const {
    return expr::evaluate(nth<Schema::index_of(Name.view())>(values), below);
  }
};

/// Fewer columns of the same rows.
template <class Schema>
struct narrow : showing_step<narrow<Schema>> {
  using schema_type = Schema;

  static constexpr bool shows(std::string_view) { return false; }
};

}  // namespace millstream::physical
