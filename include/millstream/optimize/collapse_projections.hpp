// SPDX-License-Identifier: Apache-2.0
//
// Two projections one above the other become one: the upper one computes from what the lower one reads.
// What is not free to compute and is read twice stays below, so that nothing is computed more often; so
// does what says that a column holds no null, because types must stay.
#pragma once

#include <millstream/optimize/chain.hpp>

namespace millstream::optimize {

namespace detail {

/// Does the projection `upper` read a column that `lower` works for more than once?
template <std::size_t N>
constexpr bool reads_work_again(chain_value<N> const& chain, step_value const& upper,
                                step_value const& lower) {
  bool out = false;
  lower.defines.both(upper.reads_again).each([&](std::size_t i) {
    out = out || chain.cost[i] > 0;
  });
  return out;
}

/// What `upper` reads and computes when `lower` is a part of it.
template <std::size_t N>
constexpr void take_in(chain_value<N>& chain, step_value& upper, step_value const& lower) {
  upper.defines.each([&](std::size_t i) {
    chain.depends[i].both(lower.defines).each([&](std::size_t c) {
      chain.cost[i] += chain.cost[c];
    });
    chain.read_through(chain.depends[i], lower);
  });
  lower.reads.each([&](std::size_t c) {
    if (lower.reads_again.has(c) || upper.reads.has(c) || upper.reads_again.meets(lower.defines))
      upper.reads_again.add(c);
  });
  upper.defines.add(lower.defines);  // it passes them on no longer
  chain.read_through(upper.reads, lower);
  chain.read_through(upper.reads_again, lower);
  upper.simplifies = upper.simplifies || lower.simplifies;
  upper.has_constant = upper.has_constant || lower.has_constant;
}

}  // namespace detail

template <std::size_t N>
constexpr bool collapse_projections(chain_value<N>& chain) {
  using enum plan::step_kind;
  bool fired = false;
  for (std::size_t u = 1; u < chain.count;) {
    auto const above = chain.order[u], below = chain.order[u - 1];
    auto& upper = chain.steps[above];
    auto const& lower = chain.steps[below];
    bool const computes = lower.kind == with_column || lower.kind == project;
    if (upper.kind != project || !(computes || lower.kind == drop) ||
        upper.unions_below != lower.unions_below ||
        (computes && (!lower.substitutable || lower.knows_not_null ||
                      detail::reads_work_again(chain, upper, lower)))) {
      ++u;
      continue;
    }
    if (computes) {
      detail::take_in(chain, upper, lower);
      for (auto& s : chain.steps)
        if (s.inside == below && s.kind != filter) s.inside = above;
      chain.steps[below].inside = above;
    }
    chain.remove(u - 1);
    if (u > 1) --u;
    fired = true;
  }
  return fired;
}

}  // namespace millstream::optimize
