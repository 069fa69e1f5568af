// SPDX-License-Identifier: Apache-2.0
//
// The table of legality against Spark 4.2.0: what it said of 47 plans in three modes when they were run.
// The scenarios of its own test suite are in legality_spark_suite.cpp, real plans in legality.cpp.
#include <catch2/catch.hpp>

#include <millstream/plan/legality.hpp>

#include "support/plan_shapes.hpp"

namespace {

using namespace shapes;
namespace ms = millstream;
using plan::verdict;
using enum ms::output_mode_value;

struct scenario {
  std::string_view name;
  std::string_view modes;  ///< append, update, complete
  shape plan;
};

// Spark 4.2.0 was asked by starting each query and giving it a row.
constexpr scenario run_on_spark[] = {
    {"map/filter", "YYx", stream()},
    {"union", "YYx", united(stream(), stream())},
    {"static inner", "YYx", joined(inner, stream(), batch())},
    {"static left", "YYx", joined(left, stream(), batch())},
    {"static right(stream left)", "xxx", joined(right, stream(), batch())},
    {"static full", "xxx", joined(full, stream(), batch())},
    {"static semi", "YYx", joined(semi, stream(), batch())},
    {"static anti", "YYx", joined(anti, stream(), batch())},
    {"static right (static left)", "YYx", joined(right, batch(), stream())},
    {"static left (static left)", "xxx", joined(left, batch(), stream())},
    {"agg window wm", "YYY", counted_by_time(watched())},
    {"agg window no wm", "xYY", counted(stream())},
    {"agg key", "xYY", counted(stream())},
    {"agg wm but key only", "xYY", counted(watched())},
    {"session+key", "YxY", counted_by_session(watched())},
    {"dedup key", "YYx", deduplicated(stream())},
    {"dedup k,ts", "YYx", deduplicated(watched(), true)},
    {"dedupWW", "YYx",
     over(watched(), {.kind = deduplicate_within_watermark, .event_time_in_input = true})},
    {"ss inner eq", "YYx", joined(inner, watched(), watched())},
    {"ss inner range", "YYx", bound_join(inner)},
    {"ss semi range", "YYx", bound_join(semi)},
    {"ss semi eq", "xxx", joined(semi, watched(), watched())},
    {"ss left range", "Yxx", bound_join(left)},
    {"ss left eq", "xxx", joined(left, watched(), watched())},
    {"ss left eq ts", "Yxx", bound_join(left)},
    {"ss right range", "Yxx", bound_join(right)},
    {"ss full range", "Yxx", bound_join(full)},
    {"ss anti", "xxx", bound_join(anti)},
    {"ss left range one-sided", "Yxx", both(watched(), watched(), join_of(left, true, true))},
    {"ss left range wrong side", "xxx", both(watched(), watched(), join_of(left, true, false))},
    {"ss inner no eq", "xxx", both(watched(), watched(), join_of(inner, false))},
    {"ss cross", "xxx", both(watched(), watched(), join_of(inner, false))},
    {"agg->agg", "Yxx", counted_by_time(counted_by_time(watched()))},
    {"agg->dedup", "Yxx", deduplicated(counted_by_time(watched()), true)},
    {"dedup->agg", "YYY", counted_by_time(deduplicated(watched(), true))},
    {"inner->agg", "YYx", counted_by_time(bound_join(inner))},
    {"left->agg", "Yxx", counted_by_time(bound_join(left))},
    {"agg,agg->join", "Yxx",
     bound_join(inner, counted_by_time(watched()), counted_by_time(watched()))},
    {"limit", "Yxx", over(stream(), {.kind = limit})},
    {"limit agg", "xxY", over(counted(stream()), {.kind = limit})},
    {"orderBy", "xxx", over(stream(), {.kind = sort})},
    {"agg orderBy", "xxY", over(counted(stream()), {.kind = sort})},
    {"approx_count_distinct", "xYY", counted(stream())},
    {"pivot", "xxx", counted(counted(stream()))},  // Spark makes two aggregations of it
    {"cube", "xYY", counted(stream())},
    {"SQL distinct", "xYY", counted(stream())},
    {"repartition", "YYx", stream()},
    {"current_timestamp", "YYx", stream()},
};

constexpr bool as_spark_said(scenario const& s) {
  auto const said = letters(s.plan);
  return s.modes == std::string_view(said.data(), said.size());
}
static_assert(std::size(run_on_spark) == 48);
static_assert(std::ranges::all_of(run_on_spark, as_spark_said));

constexpr shape session_alone = counted_by_session(watched(), true);
constexpr auto why(shape const& p, ms::output_mode_value mode) {
  return plan::verdict_of(p.view(), mode);
}

}  // namespace

TEST_CASE("legality table: every plan that was run on Spark has Spark's verdict",
          "[plan][legality][spark]"
          "[rule41][rule42][rule43][rule44][rule45][rule46][rule47][rule48][rule49]") {
  for (auto const& s : run_on_spark) {
    auto const said = letters(s.plan);
    CHECK(std::pair(s.name, s.modes) ==
          std::pair(s.name, std::string_view(said.data(), said.size())));
  }
}

TEST_CASE("legality table: a verdict names its rule", "[plan][legality]") {
  CHECK(why(batch(), append) == verdict::no_stream);
  CHECK(why(watched(counted_by_time(watched())), append) == verdict::watermark_defined_twice);
  CHECK(why(counted(stream()), append) == verdict::append_needs_watermark);
  CHECK(why(stream(), complete) == verdict::complete_needs_aggregation);
  CHECK(why(counted_by_session(watched()), update) == verdict::session_window_in_update);
  CHECK(why(over(stream(), {.kind = sort}), append) == verdict::sort_needs_complete);
  CHECK(why(over(stream(), {.kind = limit}), update) == verdict::limit_in_update);
  CHECK(why(over(stream(), {.kind = offset}), append) == verdict::offset_of_a_stream);
  CHECK(why(over(stream(), {.kind = sample}), append) == verdict::never_on_a_stream);
  CHECK(why(over(stream(), {.kind = aggregate, .two_windows = true}), update) ==
        verdict::two_windows);
  CHECK(why(counted_by_time(counted_by_time(watched())), update) ==
        verdict::stateful_after_updates);
  CHECK(why(bound_join(left), update) == verdict::outer_join_needs_append);
  CHECK(why(bound_join(inner), complete) == verdict::stream_join_in_complete);
  CHECK(why(bound_join(anti), append) == verdict::anti_join_of_streams);
  CHECK(why(joined(left, stream(), stream()), append) == verdict::stream_join_needs_bound);
  CHECK(why(both(stream(), stream(), join_of(inner, false)), append) ==
        verdict::stream_join_needs_equality);
  CHECK(why(joined(full, stream(), batch()), append) == verdict::static_join_keeps_table);
  CHECK(why(maps_groups(stream()), append) == verdict::groups_mode_differs);
  CHECK(why(maps_groups(maps_groups(stream())), update) == verdict::groups_combined);
  CHECK(why(maps_groups(stream(), timeout_kind::event_time), update) == verdict::needs_watermark);
  CHECK(why(over(stream(), {.kind = deduplicate_within_watermark}), append) ==
        verdict::needs_watermark);
  CHECK(why(united(stream(), batch()), append) == verdict::union_with_a_table);
  for (auto const mode : {append, update, complete})
    CHECK(why(session_alone, mode) == verdict::session_window_needs_a_key);
}

// the lines of the matrix that Spark was not run on
TEST_CASE("legality table: groups with state run in their function's mode", "[plan][legality]") {
  CHECK(letters(maps_groups(stream())) == std::array{'x', 'Y', 'x'});
  CHECK(letters(flat_maps_groups(true, stream())) == std::array{'Y', 'x', 'x'});
  CHECK(letters(flat_maps_groups(false, stream())) == std::array{'x', 'Y', 'x'});
  CHECK(letters(over(stream(), {.kind = transform_with_state})) == std::array{'Y', 'Y', 'x'});
}

// rule 41 looks only at the first aggregation, met from above
TEST_CASE("legality table: an aggregation below another is not asked for a watermark",
          "[plan][legality]") {
  CHECK(legal(counted_by_time(joined(inner, watched(), counted(stream()))), append));
  CHECK_FALSE(legal(counted(counted_by_time(watched())), append));
  CHECK(why(counted_by_session(over(stream(), {.kind = deduplicate})), update) ==
        verdict::session_window_in_update);
  CHECK(why(over(stream(), {.kind = aggregate, .session = true}), update) ==
        verdict::session_window_in_update);
  CHECK(why(over(stream(), {.kind = aggregate, .session = true}), append) ==
        verdict::append_needs_watermark);
}

// Spark's list has steps without state only; update aggregations and duplicates are ours
TEST_CASE("legality table: a real-time trigger takes update mode and what a row alone decides",
          "[plan][legality][rule52]") {
  auto const real = [](shape const& p, ms::output_mode_value mode) {
    return plan::verdict_of(p.view(), mode, plan::trigger_value::real_time);
  };
  CHECK(real(stream(), append) == verdict::real_time_needs_update);
  CHECK(real(stream(), complete) == verdict::real_time_needs_update);
  CHECK(real(stream(), update) == verdict::legal);
  CHECK(real(united(stream(), joined(inner, stream(), batch())), update) == verdict::legal);
  CHECK(real(counted(stream()), update) == verdict::legal);
  CHECK(real(counted_by_time(watched()), update) == verdict::legal);
  CHECK(real(deduplicated(stream()), update) == verdict::legal);
  CHECK(real(counted(deduplicated(stream())), update) == verdict::legal);
  CHECK(real(counted(counted(stream())), update) == verdict::stateful_after_updates);
  CHECK(real(counted_by_session(watched()), update) == verdict::session_window_in_update);
  CHECK(real(over(stream(), {.kind = transform_with_state}), update) == verdict::not_in_real_time);
  CHECK(real(over(stream(), {.kind = limit}), update) == verdict::limit_in_update);
  CHECK(real(bound_join(inner), update) == verdict::not_in_real_time);
  CHECK(real(counted(united(stream(), batch())), update) == verdict::union_with_a_table);
}

TEST_CASE("legality table: it says what frees an operator's state", "[plan][legality]") {
  using plan::state_freed_by;
  auto const freed = [](shape const& p, ms::output_mode_value mode) {
    return plan::state_of(p.view(), p.count - 1, mode);
  };
  CHECK(freed(stream(), append) == state_freed_by::no_state);
  CHECK(freed(batch(), append) == state_freed_by::no_state);
  CHECK(freed(counted(over(batch(), {.kind = sample})), append) == state_freed_by::no_state);
  CHECK(freed(joined(left, stream(), batch()), append) == state_freed_by::no_state);
  CHECK(freed(counted_by_time(watched()), append) == state_freed_by::watermark);
  CHECK(freed(counted_by_time(watched()), update) == state_freed_by::watermark);
  CHECK(freed(counted_by_time(watched()), complete) == state_freed_by::nothing);
  CHECK(freed(counted(watched()), update) == state_freed_by::nothing);
  CHECK(freed(counted_by_session(watched()), append) == state_freed_by::watermark);
  CHECK(freed(deduplicated(watched(), true), append) == state_freed_by::watermark);
  CHECK(freed(deduplicated(watched()), append) == state_freed_by::nothing);
  CHECK(freed(joined(inner, watched(), watched()), append) == state_freed_by::nothing);
  CHECK(freed(bound_join(inner), append) == state_freed_by::watermark);
  CHECK(freed(bound_join(left), append) == state_freed_by::watermark);
  CHECK(freed(both(watched(), watched(), join_of(left, true, true)), append) ==
        state_freed_by::nothing);
  CHECK(freed(maps_groups(stream()), update) == state_freed_by::users_timeouts);
  CHECK(freed(over(stream(), {.kind = limit}), append) == state_freed_by::one_counter);
}

TEST_CASE("legality table: every kind of operator has a row that fits", "[plan][legality]") {
  for (int k = 0; k <= static_cast<int>(cogroup); ++k) {
    auto const kind = static_cast<plan::operator_kind>(k);
    CHECK(std::ranges::any_of(plan::legality_table, [&](auto const& row) {
      return row.kind == kind && row.when == plan::detail::always;
    }));
  }
}
