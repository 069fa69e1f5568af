// SPDX-License-Identifier: Apache-2.0
//
// What the types alone decide is decided here: expr/simplify.hpp says what, the steps are rewritten
// when the chain becomes nodes again.
#pragma once

#include <millstream/optimize/chain.hpp>

namespace millstream::optimize {

template <std::size_t N>
constexpr bool simplify_by_type(chain_value<N>& chain) {
  for (std::size_t i = 0; i < chain.count; ++i)
    chain.simplify = chain.simplify || chain.at(i).simplifies;
  return chain.simplify;
}

}  // namespace millstream::optimize
