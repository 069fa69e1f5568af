// SPDX-License-Identifier: Apache-2.0
//
// Steps that look at the rows of all lanes at once, in their order: `limit` and `order_by`.
#pragma once

#include <millstream/base/pack.hpp>
#include <millstream/expr/ordering.hpp>
#include <millstream/plan/steps.hpp>

namespace millstream::plan {

/// The first rows: in append mode of all batches together, in complete mode of the result.
struct limit {
  static constexpr auto kind = step_kind::limit;
  std::int64_t rows;
  template <class In>
  using output = In;
  template <class In>
  static constexpr void reads(auto&&) {}
  template <class In>
  static constexpr std::string_view event_time(std::string_view tag) {
    return tag;
  }
};

/// Rows in the order of these expressions, each an `expr::ordering`.
template <class... Orderings>
struct order_by {
  static constexpr auto kind = step_kind::order_by;
  pack<Orderings...> keys;
  template <class In>
  using output = In;
  template <class In>
  static constexpr void reads(auto&& visit) {
    (expr::uses<Orderings>::each(visit), ...);
  }
  template <class In>
  static constexpr std::string_view event_time(std::string_view tag) {
    return tag;
  }
};

}  // namespace millstream::plan
