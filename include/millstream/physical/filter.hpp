// SPDX-License-Identifier: Apache-2.0
//
// Filters: the only step that breaks a block. Where the chain above goes by row, rows that pass go on at
// once; else the condition is computed for each row without a branch and its rows are put into a selection.
#pragma once

#include <millstream/physical/block_steps.hpp>
#include <millstream/plan/describe.hpp>

namespace millstream::physical {

/// What filters share; `Step::passes(row)` is the test.
template <class Step>
struct filtering_step {
  using lane_type = no_lane_state;
  static constexpr bool by_row = true;

  template <class Rows, class Selection, class Next>
  MILLSTREAM_INLINE void process(lane_type&, Rows const& rows, Selection const selection,
                                 Next&& next) const {
    std::uint32_t positions[block_rows];
    std::size_t kept = 0;
    for (std::size_t q = 0; q < selection.size(); ++q) {
      auto const at = selection[q];
      positions[kept] = at;
      kept += static_cast<std::size_t>(passes(rows.row(at)));
    }
    if (kept != 0) next(rows, selected_rows{positions, kept});
  }
  template <class Rows, class Next>
  MILLSTREAM_INLINE void take(lane_type&, Rows const& rows, std::size_t at, Next&& next) const {
    if (passes(rows.row(at))) next.take(rows, at);
  }

 private:
  template <class Row>
  MILLSTREAM_INLINE bool passes(Row const& row) const {
    return static_cast<Step const*>(this)->passes(row);
  }
};

template <class In, class Condition>
struct filter : filtering_step<filter<In, Condition>> {
  Condition condition;

  explicit filter(Condition c) : condition(std::move(c)) {}
  template <class Row>
  MILLSTREAM_INLINE bool passes(Row const& row) const {
    return expr::is_true(condition, row);
  }
};

template <class In, class F>
struct filter_rows : filtering_step<filter_rows<In, F>> {
  F f;

  explicit filter_rows(F wanted) : f(std::move(wanted)) {}
  template <class Row>
  MILLSTREAM_INLINE bool passes(Row const& row) const {
    return plan::detail::call_with_row(f, row);
  }
};

}  // namespace millstream::physical
