// SPDX-License-Identifier: Apache-2.0
//
// The name of the steps below it, for who reads a plan; nothing happens to the rows.
#pragma once

#include <millstream/plan/steps.hpp>

namespace millstream::plan {

struct named_part {
  static constexpr auto kind = step_kind::named_part;
  std::string_view name;  ///< of a literal
  template <class In>
  using output = In;
  template <class In>
  static constexpr void reads(auto&&) {}
  template <class In>
  static constexpr std::string_view event_time(std::string_view tag) {
    return tag;
  }
};

}  // namespace millstream::plan
