// SPDX-License-Identifier: Apache-2.0
//
// Cuts a plan below its lowest `limit` or `order_by`: what runs lane by lane, and what then needs the
// rows of all lanes together.
#pragma once

#include <millstream/plan/describe.hpp>

namespace millstream::plan {

/// The bottom of what stands above the cut: the rows of all lanes, in their order.
template <class Schema, class Below>
struct collected_rows {
  using schema_type = Schema;
  static constexpr std::string_view event_time = Below::event_time;
};
template <class Schema, class Below>
relation describe(collected_rows<Schema, Below> const&) {
  relation out;
  out.kind = relation::kind_type::source;
  out.detail = "rows";
  out.schema = describe_schema<Schema>();
  return out;
}

/// The plan below its lowest collecting step; all of it if there is none.
template <class Plan>
constexpr auto const& below_collecting(Plan const& p) {
  if constexpr (!has_collecting<Plan>)
    return p;
  else if constexpr (has_collecting<typename Plan::child_type>)
    return below_collecting(p.child);
  else
    return p.child;
}

/// The steps from the lowest collecting one up, over collected rows.
template <class Plan>
constexpr auto from_collecting([[maybe_unused]] Plan const& p) {
  if constexpr (!has_collecting<Plan>) {
    return collected_rows<typename Plan::schema_type, Plan>{};
  } else {
    auto below = from_collecting(p.child);
    return node<typename Plan::step_type, decltype(below)>{p.step, below};
  }
}

/// The steps above the topmost collecting one, over its result.
template <class Step, class Child>
constexpr auto above_collecting([[maybe_unused]] node<Step, Child> const& p) {
  if constexpr (is_collecting_step<Step>::value) {
    return collected_rows<typename node<Step, Child>::schema_type, node<Step, Child>>{};
  } else {
    auto below = above_collecting(p.child);
    return node<Step, decltype(below)>{p.step, below};
  }
}
/// The topmost collecting step with all that is below it.
template <class Step, class Child>
constexpr auto const& topmost_collecting(node<Step, Child> const& p) {
  if constexpr (is_collecting_step<Step>::value)
    return p;
  else
    return topmost_collecting(p.child);
}

}  // namespace millstream::plan
