// SPDX-License-Identifier: Apache-2.0
// Plans written down as shapes: what stands in Spark's tests, for operators that there are and for those
// that come later.
#pragma once

#include <millstream/plan/legality_table.hpp>

namespace shapes {

namespace plan = millstream::plan;
using enum plan::operator_kind;
using enum plan::join_kind;
using plan::operator_shape;
using plan::timeout_kind;
using shape = plan::plan_shape<16>;

constexpr shape stream() {
  shape out;
  out.put({.kind = source});
  return out;
}
constexpr shape batch() {
  shape out;
  out.put({.kind = table});
  return out;
}
constexpr shape over(shape below, operator_shape op) {
  op.inputs = 1;
  below.put(op);
  return below;
}
constexpr shape both(shape left, shape const& right, operator_shape op) {
  for (auto const& one : right.view())
    left.operators[left.count++] = one;
  op.inputs = 2;
  left.put(op);
  return left;
}
constexpr shape watched(shape below = stream()) {
  return over(below, {.kind = watermark});
}
constexpr shape united(shape const& left, shape const& right) {
  return both(left, right, {.kind = union_of});
}
/// A batch plan as a part of a streaming query.
constexpr shape inside_a_stream(shape const& part) {
  return both(stream(), part, {.kind = join});
}

// aggregations
constexpr shape counted(shape const& below) {
  return over(below, {.kind = aggregate});
}
constexpr shape counted_by_time(shape const& below) {
  return over(below, {.kind = aggregate, .event_time_in_input = true, .event_time_in_keys = true});
}
constexpr shape counted_by_session(shape const& below, bool only_window = false) {
  return over(below, {.kind = aggregate,
                      .event_time_in_input = true,
                      .event_time_in_keys = true,
                      .session = true,
                      .only_window = only_window});
}

// joins; `bound` is what an outer join must have, of the side that may lack a partner
constexpr operator_shape join_of(plan::join_kind kind, bool equality = true, bool bound = false,
                                 bool both_bound = false) {
  return {.kind = join,
          .join = kind,
          .equality = equality,
          .bound = bound || both_bound,
          .both_bound = both_bound};
}
constexpr shape joined(plan::join_kind kind, shape const& left, shape const& right) {
  return both(left, right, join_of(kind));
}
constexpr shape bound_join(plan::join_kind kind, shape const& left = watched(),
                           shape const& right = watched()) {
  return both(left, right, join_of(kind, true, true, true));
}

// deduplication and groups with state
constexpr shape deduplicated(shape const& below, bool by_time = false) {
  return over(below,
              {.kind = deduplicate, .event_time_in_input = by_time, .event_time_in_keys = by_time});
}
constexpr shape maps_groups(shape const& below, timeout_kind timeout = timeout_kind::none,
                            bool event_time = false) {
  return over(below, {.kind = map_groups_with_state,
                      .event_time_in_input = event_time,
                      .function_appends = false,
                      .timeout = timeout});
}
constexpr shape flat_maps_groups(bool appends, shape const& below,
                                 timeout_kind timeout = timeout_kind::none,
                                 bool event_time = false) {
  return over(below, {.kind = flat_map_groups_with_state,
                      .event_time_in_input = event_time,
                      .function_appends = appends,
                      .timeout = timeout});
}

using millstream::output_mode_value;
constexpr bool legal(shape const& p, output_mode_value mode) {
  return plan::verdict_of(p.view(), mode) == plan::verdict::legal;
}
/// Append, update and complete as three letters: Y legal, x not.
constexpr std::array<char, 3> letters(shape const& p) {
  using enum output_mode_value;
  return {legal(p, append) ? 'Y' : 'x', legal(p, update) ? 'Y' : 'x',
          legal(p, complete) ? 'Y' : 'x'};
}

}  // namespace shapes
