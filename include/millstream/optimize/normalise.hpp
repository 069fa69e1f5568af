// SPDX-License-Identifier: Apache-2.0
//
// Normalisation, not optimisation (rule 28a): a deterministic condition above a watermark that does
// not read its column stands below it, because which rows feed the watermark is part of the meaning.
#pragma once

#include <millstream/optimize/chain.hpp>

namespace millstream::optimize {

template <std::size_t N>
constexpr void normalise(chain_value<N>& chain) {
  for (std::size_t w = 0; w < chain.count; ++w) {
    if (chain.at(w).kind != plan::step_kind::watermark) continue;
    auto below = w;  // where the next filter goes
    for (std::size_t f = w + 1; f < chain.count; ++f) {
      if (chain.at(f).kind != plan::step_kind::filter) continue;
      auto moved = chain.at(f);
      bool passes = true;
      for (auto i = f; i-- > below && passes;) {
        auto const& s = chain.at(i);
        if ((s.kind == plan::step_kind::with_column || s.kind == plan::step_kind::project) &&
            s.substitutable) {
          moved.put_in.add(moved.reads.both(s.defines));
          chain.read_through(moved.reads, s);
        }
        passes = chain.may_pass(moved, s);
      }
      if (!passes) continue;
      chain.steps[chain.order[f]] = moved;
      chain.move_down(f, below++);
    }
    w = below;
  }
}

namespace detail {

/// Does an aggregation pass on unchanged every column that an expression reads?
template <class Step, class E>
inline constexpr bool reads_plain_keys = false;
template <class... Ks, class As, class E>
inline constexpr bool reads_plain_keys<plan::aggregate<plan::grouping_keys<Ks...>, As>, E> = [] {
  bool all = true;
  std::size_t columns = 0;
  expr::uses<E>::each([&](std::string_view path) {
    auto const name = path.substr(0, millstream::detail::first_dot(path));
    ++columns;
    all = all &&
          ((plan::detail::plain_column<Ks> == name && expr::name_of<Ks>.view() == name) || ...);
  });
  return all && columns != 0;
}();

}  // namespace detail

/// A condition on grouping keys stands below the aggregation (and then below the watermark).
template <class Plan>
constexpr auto filters_below_aggregate(Plan const& p) {
  return p;
}
template <class Step, class Child>
  requires(plan::has_aggregate<Child>)
constexpr auto filters_below_aggregate(plan::node<Step, Child> const& p) {
  auto below = filters_below_aggregate(p.child);
  using below_type = decltype(below);
  if constexpr (Step::kind == plan::step_kind::filter) {
    if constexpr (requires { typename below_type::step_type; }) {
      using under = typename below_type::step_type;
      if constexpr (detail::reads_plain_keys<under,
                                             std::remove_cvref_t<decltype(p.step.condition)>>) {
        // below the next one too
        auto lowered = filters_below_aggregate(
            plan::node<Step, typename below_type::child_type>{p.step, below.child});
        return plan::node<under, decltype(lowered)>{below.step, lowered};
      } else {
        return plan::node<Step, below_type>{p.step, below};
      }
    } else {
      return plan::node<Step, below_type>{p.step, below};
    }
  } else {
    return plan::node<Step, below_type>{p.step, below};
  }
}

}  // namespace millstream::optimize
