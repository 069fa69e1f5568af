// SPDX-License-Identifier: Apache-2.0
//
// Cuts a plan at its state border: below it the branches, each a chain over one source (steps above a
// union go into each of its branches); above it, if there is an aggregation, a chain over its result.
#pragma once

#include <millstream/plan/describe.hpp>

namespace millstream::plan {

/// The bottom of the chain above an aggregation: its result.
template <class Schema, class Aggregated>
struct aggregate_result {
  using schema_type = Schema;
  static constexpr std::string_view event_time = Aggregated::event_time;
};
template <class Plan>
inline constexpr bool is_aggregate_result = false;
template <class Schema, class Aggregated>
inline constexpr bool is_aggregate_result<aggregate_result<Schema, Aggregated>> = true;
template <class Schema, class Aggregated>
relation describe(aggregate_result<Schema, Aggregated> const&) {
  relation out;
  out.kind = relation::kind_type::source;
  out.detail = "aggregate";
  out.schema = describe_schema<Schema>();
  return out;
}

template <class Plan>
inline constexpr bool is_chain_leaf = true;
template <class Step, class Child>
inline constexpr bool is_chain_leaf<node<Step, Child>> = false;

/// The source at the bottom of a chain.
template <class Plan>
constexpr auto const& leaf_of(Plan const& p) {
  if constexpr (is_chain_leaf<Plan>)
    return p;
  else
    return leaf_of(p.child);
}

template <class P>
inline constexpr bool contains_union = false;
template <class L, class R>
inline constexpr bool contains_union<union_of<L, R>> = true;
template <class Step, class Child>
inline constexpr bool contains_union<node<Step, Child>> = contains_union<Child>;

/// The chains of a plan without aggregation, one a source that the plan names, in plan order.
template <class Plan>
constexpr auto branch_plans(Plan const& p) {
  return std::tuple<Plan>(p);
}
template <class L, class R>
constexpr auto branch_plans(union_of<L, R> const& p);
template <class Step, class Child>
  requires(contains_union<Child>)
constexpr auto branch_plans(node<Step, Child> const& p) {
  return std::apply(
      [&](auto const&... below) {
        return std::tuple(node<Step, std::remove_cvref_t<decltype(below)>>{p.step, below}...);
      },
      branch_plans(p.child));
}
template <class L, class R>
constexpr auto branch_plans(union_of<L, R> const& p) {
  return std::tuple_cat(branch_plans(p.left), branch_plans(p.right));
}

/// The aggregation of a plan that has one.
template <class Step, class Child>
constexpr auto const& aggregate_node(node<Step, Child> const& p) {
  if constexpr (Step::kind == step_kind::aggregate)
    return p;
  else
    return aggregate_node(p.child);
}

/// The steps above the aggregation, over its result.
template <class Step, class Child>
constexpr auto above_aggregate(node<Step, Child> const& p) {
  if constexpr (Step::kind == step_kind::aggregate) {
    return aggregate_result<typename node<Step, Child>::schema_type, node<Step, Child>>{};
  } else {
    auto below = above_aggregate(p.child);
    return node<Step, decltype(below)>{p.step, below};
  }
}

}  // namespace millstream::plan
