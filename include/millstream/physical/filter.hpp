// SPDX-License-Identifier: Apache-2.0
//
// Filters: the only step that breaks a block. The condition is computed for each row without a branch
// and its rows are put into a selection.
#pragma once

#include <millstream/physical/block_steps.hpp>
#include <millstream/plan/describe.hpp>

namespace millstream::physical {

namespace detail {
/// Passes on the rows for which `test(row)`.
template <class Rows, class Selection, class Test, class Next>
MILLSTREAM_INLINE void select_rows(Rows const& rows, Selection const selection, Test&& test,
                                   Next&& next) {
  std::uint32_t positions[block_rows];
  std::size_t kept = 0;
  for (std::size_t q = 0; q < selection.size(); ++q) {
    auto const at = selection[q];
    positions[kept] = at;
    kept += static_cast<std::size_t>(test(rows.row(at)));
  }
  if (kept != 0) next(rows, selected_rows{positions, kept});
}
}  // namespace detail

template <class In, class Condition>
struct filter {
  using lane_type = no_lane_state;
  Condition condition;

  template <class Rows, class Selection, class Next>
  MILLSTREAM_INLINE void process(lane_type&, Rows const& rows, Selection const selection,
                                 Next&& next) const {
    detail::select_rows(
        rows, selection, [&](auto const& row) { return expr::is_true(condition, row); }, next);
  }
};

template <class In, class F>
struct filter_rows {
  using lane_type = no_lane_state;
  F f;

  template <class Rows, class Selection, class Next>
  MILLSTREAM_INLINE void process(lane_type&, Rows const& rows, Selection const selection,
                                 Next&& next) const {
    detail::select_rows(
        rows, selection,
        [&](auto const& row) -> bool { return plan::detail::call_with_row(f, row); }, next);
  }
};

}  // namespace millstream::physical
