// SPDX-License-Identifier: Apache-2.0
//
// A column that nobody reads is not computed, and the source decodes only what is left. What counts
// as malformed does not change (rule 97a): types are checked for what the plan as written reads.
#pragma once

#include <millstream/optimize/chain.hpp>

namespace millstream::optimize {

template <std::size_t N>
constexpr bool prune_columns(chain_value<N>& chain) {
  bool fired = false;
  auto needed = chain.result;
  for (auto position = chain.count; position-- > 0;) {
    auto const& s = chain.at(position);
    using enum plan::step_kind;
    if (s.kind == with_column && !needed.meets(s.defines)) {
      chain.remove(position);
      fired = true;
      continue;
    }
    if (s.kind == with_column || s.kind == project || s.kind == map_rows) {
      needed.both(s.defines).each([&](std::size_t i) { needed.add(chain.depends[i]); });
    }
    if (s.kind != with_column && s.kind != project) needed.add(s.reads);
  }
  chain.needed = detail::needed_of_source(chain, chain.result);
  for (std::size_t i = 0; i < chain.source_columns && !chain.over_state; ++i)
    fired = fired || !chain.needed.has(i);
  return fired;
}

}  // namespace millstream::optimize
