// SPDX-License-Identifier: Apache-2.0
//
// A plan: nested nodes, the source innermost. Each knows its output columns and where the event time
// is. Nothing runs here; a plan is a description that describe.hpp prints and physical/ lowers.
#pragma once

#include <atomic>

#include <millstream/plan/steps.hpp>
#include <millstream/plan/steps/collecting.hpp>
#include <millstream/plan/steps/deduplicate.hpp>
#include <millstream/plan/steps/expand.hpp>
#include <millstream/plan/steps/generate.hpp>
#include <millstream/plan/steps/named_part.hpp>
#include <millstream/plan/steps/stream_join.hpp>
#include <millstream/plan/steps/transform_with_state.hpp>

namespace millstream::plan {

/// Rows from a stream source. Copies keep the identity: a source that is used twice is read once.
template <class Schema, class Description>
struct source {
  using schema_type = Schema;
  using description_type = Description;
  static constexpr std::string_view event_time = {};
  Description description;
  int identity;
};

/// Rows of a table that does not change while the query runs.
template <class Schema, class Description>
struct static_source {
  using schema_type = Schema;
  using description_type = Description;
  static constexpr std::string_view event_time = {};
  Description description;
};

/// One step above a plan.
template <class Step, class Child>
struct node {
  using step_type = Step;
  using child_type = Child;
  using schema_type = typename Step::template output<typename Child::schema_type>;
  static constexpr std::string_view event_time =
      Step::template event_time<typename Child::schema_type>(Child::event_time);
  Step step;
  Child child;
};

/// The rows of both; the columns are the same, by name. As in Spark, all rows have the left side's tag.
template <class Left, class Right>
struct union_of {
  using schema_type = typename Left::schema_type;
  static constexpr std::string_view event_time = Left::event_time;
  Left left;
  Right right;
};

/// What a word returns after it reported a mistake: further words on it say nothing.
struct poisoned {
  using schema_type = schema<>;
  static constexpr std::string_view event_time = {};
};

template <class P>
inline constexpr bool is_poisoned = std::is_same_v<P, poisoned>;

/// Does the plan, or any below it, satisfy `Test<Step>`?
template <template <class> class Test, class P>
inline constexpr bool any_step = false;
template <template <class> class Test, class Step, class Child>
inline constexpr bool any_step<Test, node<Step, Child>> =
    Test<Step>::value || any_step<Test, Child>;
template <template <class> class Test, class L, class R>
inline constexpr bool any_step<Test, union_of<L, R>> = any_step<Test, L> || any_step<Test, R>;
template <template <class> class Test, class Kind, class R, class C, fixed_string... Keys, class L>
inline constexpr bool any_step<Test, node<stream_join<Kind, R, C, Keys...>, L>> =
    Test<stream_join<Kind, R, C, Keys...>>::value || any_step<Test, L> || any_step<Test, R>;

template <class Step>
struct is_aggregate_step : std::bool_constant<Step::kind == step_kind::aggregate> {};
/// Keeps something of the rows that it saw, in partitions by key.
template <class Step>
struct is_stateful_step
    : std::bool_constant<
          Step::kind == step_kind::aggregate || Step::kind == step_kind::deduplicate ||
          Step::kind == step_kind::stream_join || Step::kind == step_kind::transform_with_state> {};
template <class Step>
struct is_stream_join_step : std::bool_constant<Step::kind == step_kind::stream_join> {};
template <class Step>
struct is_watermark_step : std::bool_constant<Step::kind == step_kind::watermark> {};

template <class Step>
struct is_collecting_step
    : std::bool_constant<Step::kind == step_kind::limit || Step::kind == step_kind::order_by> {};

template <class P>
inline constexpr bool has_aggregate = any_step<is_aggregate_step, P>;
template <class P>
inline constexpr bool is_stateful = any_step<is_stateful_step, P>;
template <class P>
inline constexpr bool has_stream_join = any_step<is_stream_join_step, P>;
template <class P>
inline constexpr bool has_watermark = any_step<is_watermark_step, P>;
template <class P>
inline constexpr bool has_collecting = any_step<is_collecting_step, P>;

/// Is there an aggregation whose groups no watermark finishes?
template <class P>
inline constexpr bool has_unfinished_groups = false;
template <class Step, class Child>
inline constexpr bool has_unfinished_groups<node<Step, Child>> =
    (is_aggregate_step<Step>::value && node<Step, Child>::event_time.empty()) ||
    has_unfinished_groups<Child>;
template <class L, class R>
inline constexpr bool has_unfinished_groups<union_of<L, R>> =
    has_unfinished_groups<L> || has_unfinished_groups<R>;

/// The delay of the watermark that the rows of a plan carry; of a union the left side's, as its event time.
template <class P>
constexpr duration watermark_delay(P const&) {
  return {};
}
template <class L, class R>
constexpr duration watermark_delay(union_of<L, R> const& p);
template <class Step, class Child>
constexpr duration watermark_delay(node<Step, Child> const& p) {
  if constexpr (is_watermark_step<Step>::value)
    return p.step.delay;
  else if constexpr (is_stream_join_step<Step>::value && Child::event_time.empty())
    return watermark_delay(p.step.right);
  else
    return watermark_delay(p.child);
}
template <class L, class R>
constexpr duration watermark_delay(union_of<L, R> const& p) {
  return watermark_delay(p.left);
}

/// A new identity for a source that the user wrote down.
inline int new_source_identity() {
  static std::atomic<int> next{0};
  return next++;
}

}  // namespace millstream::plan
