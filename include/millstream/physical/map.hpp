// SPDX-License-Identifier: Apache-2.0
//
// `map`: a user's function makes one struct of each row. Where the chain above does not go by row, the
// structs of a block are kept until the block is done.
#pragma once

#include <millstream/physical/block_steps.hpp>
#include <millstream/plan/describe.hpp>

namespace millstream::physical {

template <class In, class F, class Out>
struct map_rows {
  struct lane_type {
    std::vector<Out> made;
  };
  static constexpr bool by_row = true;
  F f;

  template <class Rows, class Selection, class Next>
  void process(lane_type& lane, Rows const& rows, Selection const selection, Next&& next) const {
    lane.made.clear();
    for (std::size_t q = 0; q < selection.size(); ++q)
      lane.made.push_back(plan::detail::call_with_row(f, rows.row(selection[q])));
    if (!lane.made.empty())
      next(struct_block<Out>{lane.made.data(), lane.made.size()}, all_rows{lane.made.size()});
  }
  template <class Rows, class Next>
  MILLSTREAM_INLINE void take(lane_type&, Rows const& rows, std::size_t at, Next&& next) const {
    Out const made = plan::detail::call_with_row(f, rows.row(at));
    next.take(struct_block<Out>{&made, 1}, 0);
  }
};

}  // namespace millstream::physical
