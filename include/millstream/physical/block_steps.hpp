// SPDX-License-Identifier: Apache-2.0
//
// What a fused loop passes from step to step: rows of a block by position, and a selection of them.
// A selection is all rows or a list of positions; the two are types, so that the first filter of a
// chain has no indirection.
//
// What is above a step, `next`, is called as `next(rows, selection)`. One that `goes_by_row` can be handed
// single rows too, `next.take(rows, at)`: then the step below needs no selection, and a chain is one loop up to
// its sink, as one would write it by hand. A step has `process` for blocks and, if it goes by row, `take`; one
// that needs the whole block (a join) or is always below an aggregation has no `take`.
#pragma once

#include <cstdint>
#include <type_traits>

#include <millstream/batch/block.hpp>
#include <millstream/batch/block_text.hpp>
#include <millstream/expr/batch_context.hpp>
#include <millstream/expr/evaluate.hpp>

namespace millstream::physical {

/// Every row of a block.
struct all_rows {
  std::size_t count;
  constexpr std::size_t size() const { return count; }
  constexpr std::uint32_t operator[](std::size_t i) const { return static_cast<std::uint32_t>(i); }
};

/// Some rows of a block, ascending.
struct selected_rows {
  std::uint32_t const* at;
  std::size_t count;
  constexpr std::size_t size() const { return count; }
  constexpr std::uint32_t operator[](std::size_t i) const { return at[i]; }
};

/// Nothing to keep for a lane.
struct no_lane_state {};

/// A step, or what is above one, that takes single rows.
template <class T>
concept goes_by_row = std::remove_cvref_t<T>::by_row;

/// The end of a chain that does the same with every row.
template <class F>
struct for_each_row {
  static constexpr bool by_row = true;
  F f;

  template <class Rows, class Selection>
  MILLSTREAM_INLINE void operator()(Rows const& rows, Selection const selection) const {
    for (std::size_t q = 0; q < selection.size(); ++q)
      f(rows.row(selection[q]));
  }
  template <class Rows>
  MILLSTREAM_INLINE void take(Rows const& rows, std::size_t at) const {
    f(rows.row(at));
  }
};
template <class F>
for_each_row(F) -> for_each_row<F>;

/// A step as what is above the one below it. One of a few plain values is copied: then they are known to stay
/// the same for the length of a block, and go into registers.
template <class Step, class Next>
struct step_and_above {
  static constexpr bool by_row = goes_by_row<Step> && goes_by_row<Next>;
  static constexpr bool plain = std::is_trivially_copy_constructible_v<Step> &&
                                std::is_trivially_destructible_v<Step> && sizeof(Step) <= 512;
  std::conditional_t<plain, Step, Step const&> step;
  typename Step::lane_type& lane;
  Next& next;

  template <class Rows, class Selection>
  MILLSTREAM_INLINE void operator()(Rows const& rows, Selection const selection) const {
    if constexpr (by_row) {
      for (std::size_t q = 0; q < selection.size(); ++q)
        take(rows, selection[q]);
    } else {
      step.process(lane, rows, selection, next);
    }
  }
  template <class Rows>
  MILLSTREAM_INLINE void take(Rows const& rows, std::size_t at) const {
    step.take(lane, rows, at, next);
  }
};

/// Rows of a block, each as a step that computes columns shows it: `Step::shown(row)`.
template <class Rows, class Step>
struct shown_rows {
  Rows const* rows;
  Step const* step;
  constexpr std::size_t size() const { return rows->size(); }
  MILLSTREAM_INLINE constexpr auto row(std::size_t i) const { return step->shown(rows->row(i)); }
};

/// What steps do that only show rows in another way. They copy nothing and keep nothing.
template <class Step>
struct showing_step {
  using lane_type = no_lane_state;
  static constexpr bool by_row = true;

  template <class Rows, class Selection, class Next>
  MILLSTREAM_INLINE void process(lane_type&, Rows const& rows, Selection const selection,
                                 Next&& next) const {
    next(all_shown(rows), selection);
  }
  template <class Rows, class Next>
  MILLSTREAM_INLINE void take(lane_type&, Rows const& rows, std::size_t at, Next&& next) const {
    next.take(all_shown(rows), at);
  }

 private:
  template <class Rows>
  MILLSTREAM_INLINE shown_rows<Rows, Step> all_shown(Rows const& rows) const {
    return {&rows, static_cast<Step const*>(this)};
  }
};

}  // namespace millstream::physical
