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

#include <array>
#include <cstdint>
#include <type_traits>
#include <utility>

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

/// The `I`-th step of a chain that runs. One of a few plain values is copied: then they are known to stay
/// the same for the length of a block, and go into registers.
template <std::size_t I, class Step>
struct running_step {
  static constexpr bool plain = std::is_trivially_copy_constructible_v<Step> &&
                                std::is_trivially_destructible_v<Step> && sizeof(Step) <= 512;
  std::conditional_t<plain, Step, Step const&> step;
  typename Step::lane_type& lane;
};
template <std::size_t I, class Step>
MILLSTREAM_INLINE constexpr auto const& running_at(running_step<I, Step> const& s) {
  return s;
}
template <std::size_t I, class Step>
Step step_type_at(running_step<I, Step> const&);

template <class Running, std::size_t I>
struct step_and_above;
/// What is above the first `I` steps of a chain.
template <class Running, std::size_t I>
MILLSTREAM_INLINE constexpr decltype(auto) above(Running const& running) {
  if constexpr (I == Running::depth)
    return (running.top);
  else
    return step_and_above<Running, I>{&running};
}

/// The `I`-th step of a chain that runs, as what is above the one below it.
template <class Running, std::size_t I>
struct step_and_above {
  using step_type = decltype(step_type_at<I>(std::declval<Running const&>()));
  static constexpr bool by_row =
      goes_by_row<step_type> &&
      goes_by_row<decltype(above<Running, I + 1>(std::declval<Running const&>()))>;
  Running const* running;

  template <class Rows, class Selection>
  MILLSTREAM_INLINE void operator()(Rows const& rows, Selection const selection) const {
    if constexpr (by_row) {
      for (std::size_t q = 0; q < selection.size(); ++q)
        take(rows, selection[q]);
    } else {
      auto const& own = running_at<I>(*running);
      own.step.process(own.lane, rows, selection, above<Running, I + 1>(*running));
    }
  }
  template <class Rows>
  MILLSTREAM_INLINE void take(Rows const& rows, std::size_t at) const {
    auto const& own = running_at<I>(*running);
    own.step.take(own.lane, rows, at, above<Running, I + 1>(*running));
  }
};

template <class Rows, std::size_t Count>
struct shown_row;

/// Does a text column of these rows lie where it is until the batch ends, so that equal pointers are equal texts? The rows
/// of static tables do; a block's texts are gone with the block.
template <class Row>
constexpr bool text_stays_in(std::string_view name) {
  if constexpr (requires { Row::text_stays(name); })
    return Row::text_stays(name);
  else
    return false;
}

namespace detail {

template <std::size_t I, class Step>
struct step_pointer {
  Step const* step;
};
template <std::size_t I, class Step>
MILLSTREAM_INLINE constexpr Step const& step_at(step_pointer<I, Step> const& p) {
  return *p.step;
}

template <class Indices, class... Steps>
struct step_pointers;
template <std::size_t... I, class... Steps>
struct step_pointers<std::index_sequence<I...>, Steps...> : step_pointer<I, Steps>... {};

}  // namespace detail

/// Rows of a block, each as the steps above it show it. One list of steps, not rows in rows: whatever stands
/// between, a column is found at once.
template <class Rows, class... Steps>
struct shown_rows {
  static constexpr std::size_t depth = sizeof...(Steps);
  using below_row = std::remove_cvref_t<decltype(std::declval<Rows const&>().row(0))>;
  Rows const* below;
  detail::step_pointers<std::index_sequence_for<Steps...>, Steps...> steps;

  constexpr std::size_t size() const { return below->size(); }
  MILLSTREAM_INLINE constexpr auto row(std::size_t i) const {
    return shown_row<shown_rows, depth>{this, i};
  }

  /// A column that no step computes is as it is below.
  template <fixed_string Name>
    requires(shown_by(Name.view(), depth) == 0 &&
             requires(Rows const& r) { r.template words_of<Name>(); })
  constexpr auto words_of() const {
    return below->template words_of<Name>();
  }

  /// Which of the first `count` steps is the last that has a column of this name, from 1; 0: none has.
  static constexpr std::size_t shown_by(std::string_view name, std::size_t count) {
    std::array<bool, depth> const shows{Steps::shows(name)...};
    while (count != 0 && !shows[count - 1])
      --count;
    return count;
  }

  /// The same rows with one more step.
  template <class Step>
  MILLSTREAM_INLINE constexpr shown_rows<Rows, Steps..., Step> with(Step const& step) const {
    return [&]<std::size_t... I>(std::index_sequence<I...>) MILLSTREAM_LAMBDA_INLINE {
      return shown_rows<Rows, Steps..., Step>{below, {{&detail::step_at<I>(steps)}..., {&step}}};
    }(std::index_sequence_for<Steps...>{});
  }
};

/// A row as the first `Count` steps show it.
template <class Rows, std::size_t Count>
struct shown_row {
  using schema_type = typename std::remove_cvref_t<decltype(detail::step_at<Count - 1>(
      std::declval<Rows const&>().steps))>::schema_type;
  Rows const* rows;
  std::size_t at;

  template <fixed_string Name>
  MILLSTREAM_INLINE constexpr decltype(auto) get() const {
    constexpr auto by = Rows::shown_by(Name.view(), Count);
    if constexpr (by == 0)
      return rows->below->row(at).template get<Name>();
    else
      return detail::step_at<by - 1>(rows->steps).template column<Name>(below<by - 1>());
  }
  static constexpr bool text_stays(std::string_view name) {
    return Rows::shown_by(name, Count) == 0 && text_stays_in<typename Rows::below_row>(name);
  }

 private:
  /// The row as fewer steps show it.
  template <std::size_t Fewer>
  MILLSTREAM_INLINE constexpr auto below() const {
    if constexpr (Fewer == 0)
      return rows->below->row(at);
    else
      return shown_row<Rows, Fewer>{rows, at};
  }
};

template <class Rows, class Step>
MILLSTREAM_INLINE constexpr auto shown(Rows const& rows, Step const& step) {
  return shown_rows<Rows, Step>{&rows, {{&step}}};
}
template <class Rows, class... Steps, class Step>
MILLSTREAM_INLINE constexpr auto shown(shown_rows<Rows, Steps...> const& rows, Step const& step) {
  return rows.with(step);
}

/// What steps do that only show rows in another way: `Step::shows(name)` says which columns are theirs,
/// `column<Name>(row)` gives one. They copy nothing and keep nothing.
template <class Step>
struct showing_step {
  using lane_type = no_lane_state;
  static constexpr bool by_row = true;

  template <class Rows, class Selection, class Next>
  MILLSTREAM_INLINE void process(lane_type&, Rows const& rows, Selection const selection,
                                 Next&& next) const {
    next(shown(rows, step()), selection);
  }
  template <class Rows, class Next>
  MILLSTREAM_INLINE void take(lane_type&, Rows const& rows, std::size_t at, Next&& next) const {
    next.take(shown(rows, step()), at);
  }

 private:
  MILLSTREAM_INLINE Step const& step() const { return static_cast<Step const&>(*this); }
};

}  // namespace millstream::physical
