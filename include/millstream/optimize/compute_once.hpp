// SPDX-License-Identifier: Apache-2.0
//
// A computed column is computed by whoever reads it. One that is read more than once and is dear is
// computed once a row instead, and kept (physical/kept_values.hpp).
#pragma once

#include <millstream/optimize/chain.hpp>

namespace millstream::optimize {

/// From here on it is cheaper to keep a value than to compute it again (in additions, expr/cost.hpp).
inline constexpr std::size_t dear = 4;

template <std::size_t N>
constexpr bool compute_once(chain_value<N>& chain) {
  auto const computes = [](step_value const& s) {
    return s.kind == plan::step_kind::with_column || s.kind == plan::step_kind::project;
  };
  // what a column costs with all that it is computed from
  auto total = chain.cost;
  for (std::size_t p = 0; p < chain.count; ++p)
    if (computes(chain.at(p)))
      chain.at(p).defines.each([&](std::size_t i) {
        chain.depends[i].each([&](std::size_t c) { total[i] += total[c]; });
      });

  // how often each is computed, 2 for more than once; from the top, where what is kept counts once
  std::array<std::size_t, max_columns> times{};
  auto const read = [&](std::size_t c, std::size_t often) {
    times[c] = std::min<std::size_t>(times[c] + often, 2);
  };
  chain.result.each([&](std::size_t c) { read(c, chain.result_again.has(c) ? 2 : 1); });
  for (auto p = chain.count; p-- > 0;) {
    auto const& s = chain.at(p);
    // a step that makes several rows of one has what is above it computed for each
    bool const multiplies =
        s.kind == plan::step_kind::expand || s.kind == plan::step_kind::generate;
    for (auto& often : times)
      if (multiplies && often == 1) often = 2;
    if (!computes(s)) {
      s.reads.each([&](std::size_t c) { read(c, s.reads_again.has(c) ? 2 : 1); });
      continue;
    }
    s.defines.each([&](std::size_t i) {
      if (times[i] == 0) return;
      if (times[i] > 1 && total[i] >= dear && s.substitutable) chain.kept.add(i);
      chain.depends[i].each([&](std::size_t c) {
        read(c, (chain.kept.has(i) ? 1 : times[i]) * (s.reads_again.has(c) ? 2 : 1));
      });
    });
  }
  return !chain.kept.empty();
}

}  // namespace millstream::optimize
