// SPDX-License-Identifier: Apache-2.0
//
// Rows for grouping sets: each row goes on once for every set. Nothing is copied.
#pragma once

#include <millstream/base/pack.hpp>
#include <millstream/physical/block_steps.hpp>
#include <millstream/plan/steps/expand.hpp>

namespace millstream::physical {

template <class Base, class Step, class Schema>
struct expanded_row;
template <class Base, class Sets, class... Ks, class Schema>
struct expanded_row<Base, plan::expand<Sets, Ks...>, Schema> {
  using schema_type = Schema;
  using step = plan::expand<Sets, Ks...>;
  Base base;
  step const* of;
  std::int64_t left_out;

  template <fixed_string Name>
  MILLSTREAM_INLINE constexpr decltype(auto) get() const {
    constexpr std::size_t at = [] {
      std::size_t out = no_column, i = 0;
      ((step::template column_of<Ks>.view() == Name.view() ? void(out = i) : void(), ++i), ...);
      return out;
    }();
    if constexpr (Name.view() == plan::grouping_id_name.view()) {
      return std::int64_t(left_out);
    } else if constexpr (at != no_column) {
      using type = view_of<typename Schema::template type_of<Name>>;
      return (left_out >> (sizeof...(Ks) - 1 - at)) & 1
                 ? type{}
                 : type(expr::evaluate(nth<at>(of->keys), base));
    } else {
      return base.template get<Name>();
    }
  }
};

template <class In, class Schema, class Step>
struct expand {
  using lane_type = no_lane_state;
  Step step;

  template <class Rows>
  struct expanded_rows {
    Rows const* rows;
    Step const* step;
    std::int64_t left_out;
    constexpr std::size_t size() const { return rows->size(); }
    MILLSTREAM_INLINE constexpr auto row(std::size_t i) const {
      return expanded_row<decltype(rows->row(0)), Step, Schema>{rows->row(i), step, left_out};
    }
  };

  template <class Rows, class Selection, class Next>
  MILLSTREAM_INLINE void process(lane_type&, Rows const& rows, Selection const selection,
                                 Next&& next) const {
    for (std::size_t set = 0; set < Step::count; ++set)
      next(expanded_rows<Rows>{&rows, &step, Step::sets::bits(set)}, selection);
  }
};

/// The step that only names what is below it.
struct named_part {
  using lane_type = no_lane_state;
  static constexpr bool by_row = true;

  template <class Rows, class Selection, class Next>
  MILLSTREAM_INLINE void process(lane_type&, Rows const& rows, Selection const selection,
                                 Next&& next) const {
    next(rows, selection);
  }
  template <class Rows, class Next>
  MILLSTREAM_INLINE void take(lane_type&, Rows const& rows, std::size_t at, Next&& next) const {
    next.take(rows, at);
  }
};

}  // namespace millstream::physical
