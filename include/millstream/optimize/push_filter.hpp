// SPDX-License-Identifier: Apache-2.0
//
// Filters go down, so that rows that are not wanted cost nothing above: below projections that do not
// compute what the filter reads, below unions, below joins with static tables when it reads only the
// stream's columns, and into the table when it reads only the table's. Where it would see rows that it does
// not see now, only a filter goes that is an error for none. Never past a watermark: what may pass one has
// passed in normalise().
#pragma once

#include <millstream/optimize/chain.hpp>

namespace millstream::optimize {

namespace detail {
template <std::size_t N>
constexpr bool push_filter_below(chain_value<N>& chain, auto const& passes) {
  bool fired = false;
  for (std::size_t f = 1; f < chain.count; ++f) {
    if (chain.at(f).kind != plan::step_kind::filter) continue;
    auto to = f;
    while (to > 0 && passes(chain.at(to - 1).kind) &&
           chain.may_pass(chain.at(f), chain.at(to - 1)) &&
           !chain.may_err_below(chain.at(f), chain.at(to - 1)) &&
           !chain.crosses_union(chain.at(f), chain.at(to - 1)))
      --to;
    if (to != f) chain.move_down(f, to), fired = true;
  }
  return fired;
}
}  // namespace detail

template <std::size_t N>
constexpr bool push_filter_below_projection(chain_value<N>& chain) {
  return detail::push_filter_below(chain, [](plan::step_kind kind) {
    using enum plan::step_kind;
    return kind == with_column || kind == project || kind == drop || kind == generate ||
           kind == named_part;
  });
}

template <std::size_t N>
constexpr bool push_filter_below_join(chain_value<N>& chain) {
  return detail::push_filter_below(chain, [](plan::step_kind kind) {
    using enum plan::step_kind;
    return kind == static_join || kind == with_column || kind == project || kind == drop ||
           kind == named_part;
  });
}

/// A filter above a union goes into each of its branches. Branches are chains that hold the steps above
/// their unions already, so nothing is moved: the filter no longer stops at the border.
template <std::size_t N>
constexpr bool push_filter_below_union(chain_value<N>& chain) {
  bool fired = false;
  for (std::size_t f = 0; f < chain.count; ++f) {
    auto& filter = chain.steps[chain.order[f]];
    if (filter.kind != plan::step_kind::filter) continue;
    auto const under = f == 0 ? 0 : chain.at(f - 1).unions_below;
    if (under < filter.unions_below) filter.unions_below = under, fired = true;
  }
  return fired;
}

/// A filter that reads only columns of the table filters the table, once, when it is built: rows of the
/// stream that it would drop find no partner. Only of an inner join, and only a filter that is an error
/// for no row: a table has rows that no row of the stream meets.
template <std::size_t N>
constexpr bool push_filter_into_table(chain_value<N>& chain) {
  using enum plan::step_kind;
  auto const join_of = [&](std::size_t f) {
    auto const& s = chain.at(f);
    if (s.kind != filter || !s.total || s.reads.empty()) return f;
    for (auto i = f; i-- > 0;) {
      auto const& below = chain.at(i);
      if (below.kind == static_join && below.drops_rows && s.reads.within(below.defines)) return i;
      if (below.kind == watermark || !chain.may_pass(s, below) || chain.crosses_union(s, below))
        break;
    }
    return f;
  };
  bool fired = false;
  for (std::size_t f = 1; f < chain.count;) {
    auto const join = join_of(f);
    if (join == f) {
      ++f;
      continue;
    }
    chain.steps[chain.order[f]].inside = chain.order[join];
    chain.remove(f);
    fired = true;
  }
  return fired;
}

}  // namespace millstream::optimize
