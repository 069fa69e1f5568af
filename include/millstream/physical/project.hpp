// SPDX-License-Identifier: Apache-2.0
//
// Projections: `with_column`, `select`, `drop`. They copy nothing: the row becomes a row that computes
// the column when somebody asks for it.
#pragma once

#include <millstream/physical/block_steps.hpp>

namespace millstream::physical {

namespace detail {
/// Rows of a block, each seen through `Wrap`.
template <class Rows, class Wrap>
struct wrapped_rows {
  Rows const* rows;
  Wrap wrap;
  constexpr std::size_t size() const { return rows->size(); }
  MILLSTREAM_INLINE constexpr auto row(std::size_t i) const { return wrap(rows->row(i)); }
};
template <class Rows, class Wrap>
wrapped_rows(Rows const*, Wrap) -> wrapped_rows<Rows, Wrap>;
}  // namespace detail

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
struct with_column {
  using lane_type = no_lane_state;
  E value;

  template <class Rows, class Selection, class Next>
  MILLSTREAM_INLINE void process(lane_type&, Rows const& rows, Selection const selection,
                                 Next&& next) const {
    auto const wrap = [this](auto const& base) {
      return row_with_column<std::remove_cvref_t<decltype(base)>, Name, E, Schema>{base, &value};
    };
    next(detail::wrapped_rows{&rows, wrap}, selection);
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
struct project {
  using lane_type = no_lane_state;
  std::tuple<Es...> values;

  template <class Rows, class Selection, class Next>
  MILLSTREAM_INLINE void process(lane_type&, Rows const& rows, Selection const selection,
                                 Next&& next) const {
    auto const wrap = [this](auto const& base) {
      return projected_row<std::remove_cvref_t<decltype(base)>, Schema, Es...>{base, &values};
    };
    next(detail::wrapped_rows{&rows, wrap}, selection);
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
struct narrow {
  using lane_type = no_lane_state;

  template <class Rows, class Selection, class Next>
  MILLSTREAM_INLINE void process(lane_type&, Rows const& rows, Selection const selection,
                                 Next&& next) const {
    auto const wrap = [](auto const& base) {
      return narrowed_row<std::remove_cvref_t<decltype(base)>, Schema>{base};
    };
    next(detail::wrapped_rows{&rows, wrap}, selection);
  }
};

}  // namespace millstream::physical
