// SPDX-License-Identifier: Apache-2.0
//
// A filter that the types make true (`is_not_null` of a column that can't be null) is no filter.
#pragma once

#include <millstream/optimize/chain.hpp>

namespace millstream::optimize {

template <std::size_t N>
constexpr bool remove_true_filter(chain_value<N>& chain) {
  bool fired = false;
  for (std::size_t i = 0; i < chain.count;) {
    if (chain.at(i).kind == plan::step_kind::filter && chain.at(i).always_true)
      chain.remove(i), fired = true;
    else
      ++i;
  }
  return fired;
}

}  // namespace millstream::optimize
