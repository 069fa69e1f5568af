// SPDX-License-Identifier: Apache-2.0
//
// The scenarios of the suite with which Spark 4.2.0 tests its own check of streaming plans, as facts:
// plan, mode, verdict. Left out: batch queries and commands (there are none here), continuous processing.
// Spark's plan without a stream that it wraps into one is the table side of a join here.
#include <catch2/catch.hpp>

#include <millstream/plan/legality_table.hpp>

#include "support/plan_shapes.hpp"

namespace {

using namespace shapes;
using plan::verdict;
using enum millstream::output_mode_value;
using mode_value = millstream::output_mode_value;

struct fact {
  std::string_view about;
  mode_value mode;
  shape plan;
};

/// Joins of two streams on a column that is equal, time in it on one side; on one without time.
constexpr shape on_time(plan::join_kind kind, shape const& l = watched(),
                        shape const& r = stream()) {
  return both(l, r, join_of(kind, true, true));
}
constexpr shape on_key(plan::join_kind kind) {
  return joined(kind, stream(), stream());
}
constexpr shape without_condition(plan::join_kind kind, shape const& l, shape const& r) {
  return both(l, r, join_of(kind, false));
}
constexpr shape distinct_count(shape const& below) {
  return over(below, {.kind = aggregate, .distinct = true});
}
constexpr shape one(plan::operator_kind kind, shape const& below) {
  return over(below, {.kind = kind});
}
constexpr shape two(plan::operator_kind kind, shape const& l, shape const& r) {
  return both(l, r, {.kind = kind});
}
constexpr auto by_event_time = timeout_kind::event_time;
constexpr auto by_clock = timeout_kind::processing_time;

constexpr fact accepted[] = {
    {"aggregations of a batch", append, inside_a_stream(counted(counted(batch())))},
    {"only one of two aggregations streams", update,
     joined(inner, counted(batch()), counted(stream()))},
    {"aggregation", update, counted(stream())},
    {"aggregation", complete, counted(stream())},
    {"aggregation by event time", append, counted_by_time(watched())},
    {"distinct aggregate of a batch", append, inside_a_stream(distinct_count(batch()))},
    {"flat map of groups, update", update, flat_maps_groups(false, stream())},
    {"flat map of groups, append", append, flat_maps_groups(true, stream())},
    {"flat map of groups, append, below an aggregation", append,
     counted_by_time(flat_maps_groups(true, watched()))},
    {"flat map of groups, append, below an aggregation", update,
     counted_by_time(flat_maps_groups(true, watched()))},
    {"flat map of groups, append, below an aggregation", complete,
     counted_by_time(flat_maps_groups(true, watched()))},
    {"flat map of groups, append, of a batch", append,
     inside_a_stream(flat_maps_groups(true, batch()))},
    {"flat map of groups, append, of a batch", update,
     inside_a_stream(flat_maps_groups(true, batch()))},
    {"flat map of groups, update, of a batch", append,
     inside_a_stream(flat_maps_groups(false, batch()))},
    {"flat map of groups, update, of a batch", update,
     inside_a_stream(flat_maps_groups(false, batch()))},
    {"two flat maps of groups, append both", append,
     flat_maps_groups(true, flat_maps_groups(true, stream()))},
    {"map of groups with event timeout and watermark", update,
     maps_groups(watched(), by_event_time, true)},
    {"deduplication below an aggregation", append, counted_by_time(deduplicated(watched()))},
    {"deduplication of a batch", append, inside_a_stream(deduplicated(batch()))},
    {"inner join, stream-batch", append, without_condition(inner, stream(), batch())},
    {"inner join, batch-stream", append, without_condition(inner, batch(), stream())},
    {"inner join, batch-batch", append,
     inside_a_stream(without_condition(inner, batch(), batch()))},
    {"inner join, stream-batch", update, without_condition(inner, stream(), batch())},
    {"inner join, batch-stream", update, without_condition(inner, batch(), stream())},
    {"inner join, batch-batch", update,
     inside_a_stream(without_condition(inner, batch(), batch()))},
    {"full join, batch-batch", append, inside_a_stream(without_condition(full, batch(), batch()))},
    {"left join, stream-batch", append, without_condition(left, stream(), batch())},
    {"left join, batch-batch", append, inside_a_stream(without_condition(left, batch(), batch()))},
    {"semi join, stream-batch", append, without_condition(semi, stream(), batch())},
    {"semi join, batch-batch", append, inside_a_stream(without_condition(semi, batch(), batch()))},
    {"anti join, stream-batch", append, without_condition(anti, stream(), batch())},
    {"anti join, batch-batch", append, inside_a_stream(without_condition(anti, batch(), batch()))},
    {"right join, batch-stream", append, without_condition(right, batch(), stream())},
    {"right join, batch-batch", append,
     inside_a_stream(without_condition(right, batch(), batch()))},
    {"semi join, time in the key", update, on_time(semi)},
    {"left join, left time in the key", append, on_time(left)},
    {"left join, right time in the key", append, on_time(left, stream(), watched())},
    {"right join, left time in the key", append, on_time(right)},
    {"right join, right time in the key", append, on_time(right, stream(), watched())},
    {"full join, left time in the key", append, on_time(full)},
    {"full join, right time in the key", append, on_time(full, stream(), watched())},
    {"semi join, left time in the key", append, on_time(semi)},
    {"semi join, right time in the key", append, on_time(semi, stream(), watched())},
    {"cogroup, batch-batch", append, inside_a_stream(two(cogroup, batch(), batch()))},
    {"union, stream-stream", append, united(stream(), stream())},
    {"union, batch-batch", append, inside_a_stream(united(batch(), batch()))},
    {"except, stream-batch", append, two(except, stream(), batch())},
    {"except, batch-batch", append, inside_a_stream(two(except, batch(), batch()))},
    {"intersect, batch-batch", append, inside_a_stream(two(intersect, batch(), batch()))},
    {"sort of a batch", append, inside_a_stream(one(sort, batch()))},
    {"sort above an aggregation", complete, one(sort, counted(stream()))},
    {"sample of a batch", append, inside_a_stream(one(sample, batch()))},
    {"window function of a batch", append, inside_a_stream(one(window_function, batch()))},
    {"aggregation by a key", update, counted(stream())},
    {"aggregation by a key", complete, counted(stream())},
    {"condition", append, stream()},
    {"condition", update, stream()},
};

constexpr fact rejected[] = {
    {"no stream", append, batch()},
    {"aggregation without watermark", append, counted(stream())},
    {"distinct aggregate", complete, distinct_count(stream())},
    {"flat map of groups, update", append, flat_maps_groups(false, stream())},
    {"flat map of groups, update", complete, flat_maps_groups(false, stream())},
    {"flat map of groups, update, above an aggregation", append,
     flat_maps_groups(false, counted_by_time(watched()))},
    {"flat map of groups, update, above an aggregation", update,
     flat_maps_groups(false, counted_by_time(watched()))},
    {"flat map of groups, update, above an aggregation", complete,
     flat_maps_groups(false, counted_by_time(watched()))},
    {"flat map of groups, append", update, flat_maps_groups(true, stream())},
    {"flat map of groups, append", complete, flat_maps_groups(true, stream())},
    {"two flat maps of groups, one updates", append,
     flat_maps_groups(false, flat_maps_groups(true, stream()))},
    {"map of groups", append, maps_groups(stream())},
    {"map of groups", complete, maps_groups(stream())},
    {"two maps of groups", append, maps_groups(maps_groups(stream()))},
    {"a map above a flat map of groups", append, maps_groups(flat_maps_groups(false, stream()))},
    {"map of groups with event timeout, no watermark", update,
     maps_groups(stream(), by_event_time)},
    {"full join, stream-stream", append, without_condition(full, stream(), stream())},
    {"full join, stream-batch", append, without_condition(full, stream(), batch())},
    {"full join, batch-stream", append, without_condition(full, batch(), stream())},
    {"left join, stream-stream", append, without_condition(left, stream(), stream())},
    {"left join, batch-stream", append, without_condition(left, batch(), stream())},
    {"semi join, stream-stream", append, without_condition(semi, stream(), stream())},
    {"semi join, batch-stream", append, without_condition(semi, batch(), stream())},
    {"anti join, stream-stream", append, without_condition(anti, stream(), stream())},
    {"anti join, batch-stream", append, without_condition(anti, batch(), stream())},
    {"right join, stream-stream", append, without_condition(right, stream(), stream())},
    {"right join, stream-batch", append, without_condition(right, stream(), batch())},
    {"left join of streams", update, on_key(left)},
    {"right join of streams", update, on_key(right)},
    {"full join of streams", update, on_key(full)},
    {"aggregation of an inner join of streams", complete, counted(on_time(inner))},
    {"aggregation of a semi join of streams", complete, counted(on_time(semi))},
    {"aggregation of a left join of streams", complete, counted(on_time(left))},
    {"aggregation of a right join of streams", complete, counted(on_time(right))},
    {"aggregation of a full join of streams", complete, counted(on_time(full))},
    {"left join, no time in the key", append, on_key(left)},
    {"right join, no time in the key", append, on_key(right)},
    {"full join, no time in the key", append, on_key(full)},
    {"semi join, no time in the key", append, on_key(semi)},
    {"left join, range on the wrong side", append, without_condition(left, stream(), watched())},
    {"right join, range on the wrong side", append, without_condition(right, watched(), stream())},
    {"full join, range on the wrong side", append, without_condition(full, stream(), watched())},
    {"semi join, range on the wrong side", append, without_condition(semi, stream(), watched())},
    {"cogroup, stream-stream", append, two(cogroup, stream(), stream())},
    {"cogroup, stream-batch", append, two(cogroup, stream(), batch())},
    {"cogroup, batch-stream", append, two(cogroup, batch(), stream())},
    {"union, stream-batch", append, united(stream(), batch())},
    {"union, batch-stream", append, united(batch(), stream())},
    {"except, stream-stream", append, two(except, stream(), stream())},
    {"except, batch-stream", append, two(except, batch(), stream())},
    {"intersect, stream-stream", append, two(intersect, stream(), stream())},
    {"intersect, stream-batch", append, two(intersect, stream(), batch())},
    {"intersect, batch-stream", append, two(intersect, batch(), stream())},
    {"sort", append, one(sort, stream())},
    {"sort below an aggregation", complete, counted(one(sort, stream()))},
    {"sort above an aggregation", update, one(sort, counted(stream()))},
    {"sample", append, one(sample, stream())},
    {"window function", append, one(window_function, stream())},
    {"aggregation by a key", append, counted(stream())},
    {"condition", complete, stream()},
    {"monotonically_increasing_id", append, one(row_number, stream())},
};

/// Spark's check lets these pass, and the query fails when it runs: a join of streams without an equality.
constexpr fact rejected_only_here[] = {
    {"inner join, stream-stream", append, without_condition(inner, stream(), stream())},
    {"inner join, stream-stream", update, without_condition(inner, stream(), stream())},
    {"two inner joins", append,
     without_condition(inner, without_condition(inner, stream(), stream()), stream())},
    {"two inner joins, stream-batch", append,
     without_condition(inner, without_condition(inner, stream(), batch()), stream())},
    {"two inner joins, batch-stream", append,
     without_condition(inner, without_condition(inner, batch(), stream()), stream())},
    {"left join, range of time", append, both(stream(), watched(), join_of(left, false, true))},
    {"right join, range of time", append, both(watched(), stream(), join_of(right, false, true))},
    {"full join, range of time", append, both(stream(), watched(), join_of(full, false, true))},
    {"semi join, range of time", append, both(stream(), watched(), join_of(semi, false, true))},
};

// Rule 47 alone ("global watermark limit" in the suite): may one stateful operator follow another?
constexpr fact in_order[] = {
    {"two aggregations", append, counted(counted(stream()))},
    {"flat map of groups above an aggregation", append,
     flat_maps_groups(true, counted_by_time(watched()))},
    {"aggregation above a flat map of groups by clock", append,
     counted(flat_maps_groups(true, stream(), by_clock))},
    {"aggregation above a map of groups by clock", append,
     counted(maps_groups(stream(), by_clock))},
    {"aggregation above a join by a range of time", append, counted(bound_join(inner))},
    {"aggregation above a join by a key", append, counted(on_key(inner))},
    {"deduplication by a key above a flat map of groups", append,
     deduplicated(flat_maps_groups(true, stream()))},
    {"deduplication by a key above an aggregation", update,
     deduplicated(counted_by_time(watched()))},
    {"deduplication by a key above an aggregation", complete,
     deduplicated(counted_by_time(watched()))},
    {"deduplication by time above a join", append, deduplicated(bound_join(inner), true)},
    {"deduplication by a key above a join", append, deduplicated(bound_join(inner))},
    {"aggregation above an inner join by a range", append, counted(bound_join(inner))},
    {"aggregation above a left join by a range", append, counted(bound_join(left))},
    {"aggregation above a right join by a range", append, counted(bound_join(right))},
    {"aggregation above a full join by a range", append, counted(bound_join(full))},
    {"right join", append, on_time(right)},
    {"aggregation above an inner join", append, counted(on_time(inner))},
    {"aggregation above a left join", append, counted(on_time(left))},
    {"aggregation above a right join", append, counted(on_time(right))},
    {"aggregation above a full join", append, counted(on_time(full))},
    {"inner join above an inner join", append, on_time(inner, stream(), on_time(inner))},
    {"left join above an inner join", append, on_time(left, stream(), on_time(inner))},
    {"right join above an inner join", append, on_time(right, stream(), on_time(inner))},
    {"inner join above a left join", append, on_time(inner, stream(), on_time(left))},
    {"left join above a left join", append, on_time(left, stream(), on_time(left))},
    {"right join above a left join", append, on_time(right, stream(), on_time(left))},
    {"inner join above a right join", append, on_time(inner, stream(), on_time(right))},
    {"left join above a right join", append, on_time(left, stream(), on_time(right))},
    {"right join above a right join", append, on_time(right, stream(), on_time(right))},
    {"inner join above a full join", append, on_time(inner, stream(), on_time(full))},
    {"left join above a full join", append, on_time(left, stream(), on_time(full))},
    {"right join above a full join", append, on_time(right, stream(), on_time(full))},
    {"flat map of groups above an inner join", append, flat_maps_groups(true, on_time(inner))},
    {"flat map of groups above a left join", append, flat_maps_groups(true, on_time(left))},
    {"flat map of groups above a right join", append, flat_maps_groups(true, on_time(right))},
    {"flat map of groups above a full join", append, flat_maps_groups(true, on_time(full))},
    {"deduplication above an inner join", append, deduplicated(on_time(inner))},
    {"deduplication above a left join", append, deduplicated(on_time(left))},
    {"deduplication above a right join", append, deduplicated(on_time(right))},
    {"deduplication above a full join", append, deduplicated(on_time(full))},
    {"aggregation above an inner join", update, counted(on_time(inner))},
    {"aggregation", append, counted(stream())},
    {"inner join above an aggregation", append, joined(inner, stream(), counted(stream()))},
    {"left join above an aggregation", append, joined(left, stream(), counted(stream()))},
    {"right join above an aggregation", append, joined(right, stream(), counted(stream()))},
    {"deduplication above an aggregation", append, deduplicated(counted(stream()))},
    {"flat map of groups above an aggregation by a key", append,
     flat_maps_groups(true, counted(stream()))},
    {"flat map of groups", append, flat_maps_groups(true, stream())},
    {"aggregation above a deduplication", append, counted(deduplicated(stream()))},
    {"inner join above a deduplication", append, on_time(inner, stream(), deduplicated(stream()))},
    {"left join above a deduplication", append, on_time(left, stream(), deduplicated(stream()))},
    {"right join above a deduplication", append, on_time(right, stream(), deduplicated(stream()))},
    {"flat map of groups above a deduplication", append,
     flat_maps_groups(true, deduplicated(stream()))},
    {"join of two deduplications by time", append,
     on_time(inner, deduplicated(watched(), true), deduplicated(watched(), true))},
    {"join of two deduplications by time", update,
     on_time(inner, deduplicated(watched(), true), deduplicated(watched(), true))},
    {"join of two deduplications by a key", append,
     on_time(inner, deduplicated(stream()), deduplicated(stream()))},
    {"join of two deduplications by a key", update,
     on_time(inner, deduplicated(stream()), deduplicated(stream()))},
};

constexpr fact out_of_order[] = {
    {"two aggregations", update, counted(counted(stream()))},
    {"two aggregations", complete, counted(counted(stream()))},
    {"flat map of groups above an aggregation", update,
     flat_maps_groups(true, counted_by_time(watched()))},
    {"map of groups above an aggregation", update, maps_groups(counted_by_time(watched()))},
    {"aggregation above a flat map of groups by event time", append,
     counted(flat_maps_groups(true, stream(), by_event_time))},
    {"aggregation above a map of groups by event time", append,
     counted(maps_groups(stream(), by_event_time))},
    {"deduplication by time above a flat map of groups by event time", append,
     deduplicated(flat_maps_groups(true, stream(), by_event_time), true)},
    {"deduplication by time above an aggregation", update,
     deduplicated(counted_by_time(watched()), true)},
    {"deduplication by time above an aggregation", complete,
     deduplicated(counted_by_time(watched()), true)},
    {"join of two aggregations", update, on_time(inner, counted(stream()), counted(stream()))},
    {"inner join above a flat map of groups by event time", append,
     on_time(inner, stream(), flat_maps_groups(true, stream(), by_event_time))},
    {"left join above a flat map of groups by event time", append,
     on_time(left, stream(), flat_maps_groups(true, stream(), by_event_time))},
    {"right join above a flat map of groups by event time", append,
     on_time(right, stream(), flat_maps_groups(true, stream(), by_event_time))},
    {"flat map of groups above one by event time", append,
     flat_maps_groups(true, flat_maps_groups(true, stream(), by_event_time))},
};

constexpr bool accepts(fact const& f) {
  return legal(f.plan, f.mode);
}
constexpr bool lacks_equality(fact const& f) {
  return plan::verdict_of(f.plan.view(), f.mode) == verdict::stream_join_needs_equality;
}
constexpr bool ordered(fact const& f) {
  return plan::order_verdict(f.plan.view(), f.mode) == verdict::legal;
}
static_assert(std::ranges::all_of(accepted, accepts));
static_assert(std::ranges::none_of(rejected, accepts));
static_assert(std::ranges::all_of(rejected_only_here, lacks_equality));
static_assert(std::ranges::all_of(in_order, ordered));
static_assert(std::ranges::none_of(out_of_order, ordered));

std::string named(fact const& f) {
  constexpr std::string_view words[] = {"append", "update", "complete"};
  return std::string(f.about) + " in " + std::string(words[static_cast<std::size_t>(f.mode)]);
}

}  // namespace

TEST_CASE("legality table: it accepts what Spark's suite says is supported",
          "[plan][legality][spark][rule41][rule42][rule44][rule48][rule49][rule50]") {
  for (auto const& f : accepted) {
    INFO(named(f));
    CHECK(accepts(f));
  }
}
TEST_CASE(
    "legality table: it rejects what Spark's suite says is not",
    "[plan][legality][spark][rule41][rule42][rule44][rule46][rule48][rule49][rule50][rule51]") {
  for (auto const& f : rejected) {
    INFO(named(f));
    CHECK_FALSE(accepts(f));
  }
}
TEST_CASE("legality table: a join of streams without an equality is an error before it runs",
          "[plan][legality]") {
  for (auto const& f : rejected_only_here) {
    INFO(named(f));
    CHECK(lacks_equality(f));
  }
}
TEST_CASE("legality table: stateful operators follow each other as in Spark's suite",
          "[plan][legality][spark][rule47]") {
  for (auto const& f : in_order) {
    INFO(named(f));
    CHECK(ordered(f));
  }
  for (auto const& f : out_of_order) {
    INFO(named(f));
    CHECK_FALSE(ordered(f));
  }
}
TEST_CASE("legality table: the real-time trigger as in Spark's suite",
          "[plan][legality][spark][rule52]") {
  constexpr auto real = plan::trigger_value::real_time;
  CHECK(plan::verdict_of(stream().view(), append, real) == verdict::real_time_needs_update);
  CHECK(plan::verdict_of(joined(inner, stream(), batch()).view(), update, real) == verdict::legal);
}
