// SPDX-License-Identifier: Apache-2.0
//
// A call of literals is evaluated once, when the query is built: expr/fold.hpp. The rule decides by
// types, the values come when the chain becomes nodes again; so no value changes a plan's type.
#pragma once

#include <millstream/optimize/chain.hpp>

namespace millstream::optimize {

template <std::size_t N>
constexpr bool fold_literals(chain_value<N>& chain) {
  for (std::size_t i = 0; i < chain.count; ++i)
    chain.fold = chain.fold || chain.at(i).has_constant;
  return chain.fold;
}

}  // namespace millstream::optimize
