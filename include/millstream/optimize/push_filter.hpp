// SPDX-License-Identifier: Apache-2.0
//
// Filters go down, so that rows that are not wanted cost nothing above: below projections that do not
// compute what the filter reads, and below joins with static tables when it reads only the stream's
// columns. Never past a watermark: what may pass one has passed in normalise().
#pragma once

#include <millstream/optimize/chain.hpp>

namespace millstream::optimize {

namespace detail {
template <std::size_t N, class Passes>
constexpr bool push_filter_below(chain_value<N>& chain, Passes passes) {
  bool fired = false;
  for (std::size_t f = 1; f < chain.count; ++f) {
    if (chain.at(f).kind != plan::step_kind::filter) continue;
    auto to = f;
    while (to > 0 && passes(chain.at(to - 1).kind) && chain.may_pass(chain.at(f), chain.at(to - 1)))
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

}  // namespace millstream::optimize
