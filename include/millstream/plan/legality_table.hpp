// SPDX-License-Identifier: Apache-2.0
//
// Which plan may run in which output mode, and what frees its state: the "Output-mode matrix" of
// the semantics (rules 33, 41-52 and 62) as a table over the shapes of plans, with a row for every
// operator from the start, those of words that come later too. Ordinary constexpr code over values;
// legality.hpp makes errors of its verdicts.
#pragma once

#include <millstream/plan/output_mode.hpp>
#include <millstream/plan/shape.hpp>

namespace millstream::plan {

/// What the table says of a plan in a mode. Behind each: its rule.
enum class verdict : std::uint8_t {
  legal,
  no_stream,                   // a query needs one
  watermark_defined_twice,     // 33
  append_needs_watermark,      // 41
  complete_needs_aggregation,  // 42
  session_window_in_update,    // 43
  sort_needs_complete,         // 44
  limit_in_update,             // 45
  offset_of_a_stream,          // 45
  never_on_a_stream,           // 46
  two_windows,                 // 46
  stateful_after_updates,      // 47
  outer_join_needs_append,     // 48
  stream_join_in_complete,     // 48
  anti_join_of_streams,        // 48
  stream_join_needs_bound,     // 48
  stream_join_needs_equality,  // 48
  static_join_keeps_table,     // 49
  groups_mode_differs,         // 50
  groups_combined,             // 50
  needs_watermark,             // 51
  union_with_a_table,          // 51
  real_time_needs_update,      // 52
  not_in_real_time,            // 52
  session_window_needs_a_key   // 62
};

/// What frees the rows that an operator keeps.
enum class state_freed_by : std::uint8_t {
  no_state,
  watermark,
  nothing,
  users_timeouts,
  one_counter
};

enum class trigger_value : std::uint8_t { micro_batch, real_time };

/// An operator where it stands in its plan.
struct place {
  operator_shape const& op;
  bool left_streams = false, right_streams = false;  ///< of its inputs
  bool first_aggregate =
      false;  ///< no other aggregation above it: rules 41 and 43 ask about this one
  bool over_aggregate = false;
  bool over_watermark = false;
  // of the whole plan
  bool plan_aggregates = false;
  int maps_of_groups = 0, flat_maps_of_groups = 0;
  bool all_functions_append = true;
};

/// One row of the table: the first that fits an operator says what is legal.
struct legality_row {
  operator_kind kind;
  bool (*when)(place const&);
  /// In append, update and complete mode. `complete_needs_aggregation` is lifted by an aggregation
  /// anywhere in the plan.
  std::array<verdict, 3> modes;
  state_freed_by freed;  ///< in complete mode the state of an aggregation is never freed
  bool real_time = false;
};

namespace detail {

using cells = std::array<verdict, 3>;
constexpr cells all{verdict::legal, verdict::legal, verdict::legal};
constexpr cells append_update{verdict::legal, verdict::legal, verdict::complete_needs_aggregation};
constexpr cells never(verdict why) {
  return {why, why, why};
}
constexpr cells only_append(verdict why) {
  return {verdict::legal, why, why};
}
constexpr cells only_update(verdict why) {
  return {why, verdict::legal, why};
}

constexpr bool always(place const&) {
  return true;
}
constexpr bool one_side_streams(place const& p) {
  return p.left_streams != p.right_streams;
}
constexpr bool right_streams(place const& p) {
  return p.right_streams;
}
constexpr bool no_event_time(place const& p) {
  return !p.op.event_time_in_input;
}
constexpr bool time_in_keys(place const& p) {
  return p.op.event_time_in_keys;
}

// aggregate
constexpr bool takes_distinct(place const& p) {
  return p.op.distinct;
}
constexpr bool by_two_windows(place const& p) {
  return p.op.two_windows;
}
constexpr bool by_session_alone(place const& p) {
  return p.op.session && p.op.only_window;
}
constexpr bool by_timed_session(place const& p) {
  return p.op.session && p.op.event_time_in_keys;
}
constexpr bool by_session(place const& p) {
  return p.op.session;
}
constexpr bool below_another(place const& p) {
  return !p.first_aggregate && !p.op.event_time_in_keys;
}

// join
constexpr bool keeps_table_rows(place const& p) {
  return one_side_streams(p) &&
         (p.op.join == join_kind::full || (p.op.join == join_kind::right && p.left_streams) ||
          (p.op.join != join_kind::inner && p.op.join != join_kind::right && p.right_streams));
}
constexpr bool anti(place const& p) {
  return p.op.join == join_kind::anti;
}
constexpr bool no_equality(place const& p) {
  return !p.op.equality;
}
constexpr bool outer(place const& p) {
  return p.op.join == join_kind::left || p.op.join == join_kind::right ||
         p.op.join == join_kind::full;
}
constexpr bool no_bound(place const& p) {
  return (outer(p) || p.op.join == join_kind::semi) && !p.op.bound;
}
constexpr bool both_bound(place const& p) {
  return p.op.both_bound;
}
constexpr bool outer_both_bound(place const& p) {
  return outer(p) && both_bound(p);
}

// groups with state
constexpr bool event_timeout_alone(place const& p) {
  return p.op.timeout == timeout_kind::event_time && !p.op.event_time_in_input;
}
constexpr bool second_map_of_groups(place const& p) {
  return p.maps_of_groups > 1 || (p.maps_of_groups > 0 && p.flat_maps_of_groups > 0);
}
constexpr bool several_not_all_append(place const& p) {
  return p.flat_maps_of_groups > 1 && !p.all_functions_append;
}
constexpr bool several(place const& p) {
  return p.flat_maps_of_groups > 1;
}
constexpr bool updates_with_aggregate(place const& p) {
  return p.plan_aggregates && !p.op.function_appends;
}
constexpr bool with_aggregate(place const& p) {
  return p.plan_aggregates;
}
constexpr bool function_updates(place const& p) {
  return !p.op.function_appends;
}

constexpr bool over_aggregate(place const& p) {
  return p.over_aggregate;
}
constexpr bool over_watermark(place const& p) {
  return p.over_watermark;
}

}  // namespace detail

// clang-format off

/// The table. Each line: operator, when, append | update | complete, what frees its state, real time.
inline constexpr auto legality_table = [] {
  using namespace detail;
  using enum verdict;
  using enum state_freed_by;
  using k = operator_kind;
  return std::to_array<legality_row>({
  // no state
  {k::source,                       always,                 append_update,                                            no_state, true},
  {k::table,                        always,                 all,                                                      no_state, true},
  {k::watermark,                    over_watermark,         never(watermark_defined_twice),                           no_state},
  {k::watermark,                    always,                 append_update,                                            no_state, true},
  {k::union_of,                     one_side_streams,       never(union_with_a_table),                                no_state},
  {k::union_of,                     always,                 append_update,                                            no_state, true},
  // a stream with a table
  {k::join,                         keeps_table_rows,       never(static_join_keeps_table),                           no_state},
  {k::join,                         one_side_streams,       append_update,                                            no_state, true},
  // two streams
  {k::join,                         anti,                   never(anti_join_of_streams),                              nothing},
  {k::join,                         no_equality,            never(stream_join_needs_equality),                        nothing},
  {k::join,                         no_bound,               never(stream_join_needs_bound),                           nothing},
  {k::join,                         outer_both_bound,       only_append(outer_join_needs_append),                     watermark},
  {k::join,                         outer,                  only_append(outer_join_needs_append),                     nothing},
  {k::join,                         both_bound,             {legal, legal, stream_join_in_complete},                  watermark},
  {k::join,                         always,                 {legal, legal, stream_join_in_complete},                  nothing},
  // aggregations; SQL distinct, cube and rollup are aggregations too, a pivot is two
  {k::aggregate,                    takes_distinct,         never(never_on_a_stream),                                 nothing},
  {k::aggregate,                    by_two_windows,         never(two_windows),                                       nothing},
  {k::aggregate,                    by_session_alone,       never(session_window_needs_a_key),                        nothing},
  {k::aggregate,                    below_another,          all,                                                      nothing, true},
  {k::aggregate,                    by_timed_session,       {legal, session_window_in_update, legal},                 watermark},
  {k::aggregate,                    by_session,             {append_needs_watermark, session_window_in_update, legal}, nothing},
  {k::aggregate,                    time_in_keys,           all,                                                      watermark, true},
  {k::aggregate,                    always,                 {append_needs_watermark, legal, legal},                   nothing, true},
  // duplicates
  {k::deduplicate,                  time_in_keys,           append_update,                                            watermark, true},
  {k::deduplicate,                  always,                 append_update,                                            nothing, true},
  {k::deduplicate_within_watermark, no_event_time,          never(needs_watermark),                                   nothing},
  {k::deduplicate_within_watermark, always,                 append_update,                                            watermark, true},
  // state of the user's own, and what no stream has
  {k::map_groups_with_state,        second_map_of_groups,   never(groups_combined),                                   users_timeouts},
  {k::map_groups_with_state,        event_timeout_alone,    never(needs_watermark),                                   users_timeouts},
  {k::map_groups_with_state,        always,                 only_update(groups_mode_differs),                         users_timeouts},
  {k::flat_map_groups_with_state,   second_map_of_groups,   never(groups_combined),                                   users_timeouts},
  {k::flat_map_groups_with_state,   several_not_all_append, never(groups_combined),                                   users_timeouts},
  {k::flat_map_groups_with_state,   event_timeout_alone,    never(needs_watermark),                                   users_timeouts},
  {k::flat_map_groups_with_state,   several,                only_append(groups_combined),                             users_timeouts},
  {k::flat_map_groups_with_state,   updates_with_aggregate, never(groups_combined),                                   users_timeouts},
  {k::flat_map_groups_with_state,   with_aggregate,         all,                                                      users_timeouts},
  {k::flat_map_groups_with_state,   function_updates,       only_update(groups_mode_differs),                         users_timeouts},
  {k::flat_map_groups_with_state,   always,                 only_append(groups_mode_differs),                         users_timeouts},
  {k::transform_with_state,         event_timeout_alone,    never(needs_watermark),                                   users_timeouts},
  {k::transform_with_state,         always,                 append_update,                                            users_timeouts},
  {k::limit,                        always,                 {legal, limit_in_update, complete_needs_aggregation},     one_counter},
  {k::offset,                       always,                 never(offset_of_a_stream),                                no_state},
  {k::sort,                         over_aggregate,         {sort_needs_complete, sort_needs_complete, legal},        no_state},
  {k::sort,                         always,                 never(sort_needs_complete),                               no_state},
  {k::except,                       right_streams,          never(never_on_a_stream),                                 no_state},
  {k::except,                       always,                 append_update,                                            no_state},
  {k::sample,                       always,                 never(never_on_a_stream),                                 no_state},
  {k::window_function,              always,                 never(never_on_a_stream),                                 no_state},
  {k::row_number,                   always,                 never(never_on_a_stream),                                 no_state},
  {k::intersect,                    always,                 never(never_on_a_stream),                                 no_state},
  {k::cogroup,                      always,                 never(never_on_a_stream),                                 no_state},
  });
}();

// clang-format on

namespace detail {

using operators = std::span<operator_shape const>;

constexpr bool is_groups(operator_kind k) {
  return k == operator_kind::map_groups_with_state ||
         k == operator_kind::flat_map_groups_with_state;
}

/// Is an operator of that kind, over a stream, among these?
constexpr bool any_streaming(operators of, operator_kind kind) {
  for (auto const& op : of)
    if (op.streaming && op.kind == kind) return true;
  return false;
}

/// The root of the left of two inputs, of the right one, or of the only one.
constexpr std::size_t right_input(operators, std::size_t at) {
  return at - 1;
}
constexpr std::size_t left_input(operators plan, std::size_t at) {
  return plan[at].inputs == 2 ? at - 1 - plan[at - 1].covers : at - 1;
}

/// The aggregation that is met first from the top, the left input first; `plan.size()` for none.
constexpr std::size_t first_aggregate(operators plan, std::size_t at) {
  auto const& op = plan[at];
  if (op.streaming && op.kind == operator_kind::aggregate) return at;
  if (op.inputs == 0) return plan.size();
  auto const left = first_aggregate(plan, left_input(plan, at));
  return left != plan.size() || op.inputs == 1 ? left
                                               : first_aggregate(plan, right_input(plan, at));
}

/// What stands below an operator, itself left out.
constexpr operators below(operators plan, std::size_t at) {
  return plan.subspan(at + 1 - plan[at].covers, plan[at].covers - 1);
}

constexpr place place_of(operators plan, std::size_t at) {
  place out{.op = plan[at]};
  if (out.op.inputs > 0) {
    out.left_streams = plan[left_input(plan, at)].streaming;
    out.right_streams = plan[right_input(plan, at)].streaming;
  }
  out.first_aggregate = first_aggregate(plan, plan.size() - 1) == at;
  out.over_aggregate = any_streaming(below(plan, at), operator_kind::aggregate);
  out.over_watermark = any_streaming(below(plan, at), operator_kind::watermark);
  out.plan_aggregates = any_streaming(plan, operator_kind::aggregate);
  for (auto const& op : plan)
    if (op.streaming && is_groups(op.kind)) {
      (op.kind == operator_kind::map_groups_with_state ? out.maps_of_groups
                                                       : out.flat_maps_of_groups) += 1;
      out.all_functions_append = out.all_functions_append && op.function_appends;
    }
  return out;
}

constexpr legality_row const& row_of(place const& p) {
  for (auto const& row : legality_table)
    if (row.kind == p.op.kind && row.when(p)) return row;
  throw "an operator has no row that fits";  // no constant expression
}

/// Rule 47: can an operator's rows be older than what the next one thinks is late?
constexpr bool emits_old_rows(operator_shape const& op, output_mode_value mode) {
  if (!op.streaming) return false;
  if (op.kind == operator_kind::aggregate) return mode != output_mode_value::append;
  return is_groups(op.kind) && op.timeout == timeout_kind::event_time;
}
constexpr bool is_stateful(operators plan, std::size_t at) {
  auto const& op = plan[at];
  if (!op.streaming) return false;
  switch (op.kind) {
    case operator_kind::aggregate:
    case operator_kind::deduplicate_within_watermark:
    case operator_kind::map_groups_with_state:
    case operator_kind::flat_map_groups_with_state:
    case operator_kind::transform_with_state:
      return true;
    case operator_kind::deduplicate:
      return op.event_time_in_keys;
    case operator_kind::join:
      return plan[left_input(plan, at)].streaming && plan[right_input(plan, at)].streaming;
    default:
      return false;
  }
}

}  // namespace detail

/// Rule 47 alone: may each stateful operator stand above those that it stands above?
constexpr verdict order_verdict(std::span<operator_shape const> plan, output_mode_value mode) {
  for (std::size_t at = 0; at < plan.size(); ++at)
    if (detail::is_stateful(plan, at))
      for (auto const& op : detail::below(plan, at))
        if (detail::emits_old_rows(op, mode)) return verdict::stateful_after_updates;
  return verdict::legal;
}

/// May a plan run in this mode: the first objection from the bottom up, else `legal`. That complete
/// mode needs an aggregation is said only where no operator says more.
constexpr verdict verdict_of(std::span<operator_shape const> plan, output_mode_value mode,
                             trigger_value trigger = trigger_value::micro_batch) {
  if (plan.empty() || !plan.back().streaming) return verdict::no_stream;
  bool const real_time = trigger == trigger_value::real_time;
  if (real_time && mode != output_mode_value::update) return verdict::real_time_needs_update;
  auto out = order_verdict(plan, mode);
  for (std::size_t at = 0; at < plan.size(); ++at) {
    if (!plan[at].streaming) continue;
    auto const place = detail::place_of(plan, at);
    auto const& row = detail::row_of(place);
    auto const said = row.modes[static_cast<std::size_t>(mode)];
    if (said == verdict::complete_needs_aggregation) {
      if (!place.plan_aggregates) out = said;
      continue;
    }
    if (said != verdict::legal) return said;
    if (real_time && !row.real_time) return verdict::not_in_real_time;
  }
  return out;
}

/// What frees the state of the operator at a position of a plan.
constexpr state_freed_by state_of(std::span<operator_shape const> plan, std::size_t at,
                                  output_mode_value mode) {
  if (!plan[at].streaming) return state_freed_by::no_state;
  if (mode == output_mode_value::complete && plan[at].kind == operator_kind::aggregate)
    return state_freed_by::nothing;
  return detail::row_of(detail::place_of(plan, at)).freed;
}

}  // namespace millstream::plan
