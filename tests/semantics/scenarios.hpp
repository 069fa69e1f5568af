// SPDX-License-Identifier: Apache-2.0
//
// The queries of tests/semantics/golden/*.json, one function a scenario by the name of its file, over
// any stream of `event`; and `for_each_scenario`, which visits each as (name, output mode, function).
// What Spark is given for each stands in tests/oracle/window_aggregation.py. How a query is run is not
// said here: the reference interpreter and the engine both run these.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <millstream/dsl/aggregate.hpp>
#include <millstream/dsl/filter.hpp>
#include <millstream/dsl/join.hpp>
#include <millstream/dsl/read.hpp>
#include <millstream/dsl/select.hpp>
#include <millstream/dsl/union.hpp>
#include <millstream/dsl/with_watermark.hpp>

namespace scenarios {

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

/// A row of every source.
struct event {
  std::optional<ms::timestamp> ts;
  std::optional<std::string> k;
  std::optional<std::int64_t> v;
  std::optional<double> d;
  std::optional<ms::timestamp> other;
};
/// A row of the static table.
struct coloured_key {
  std::optional<std::string> k;
  std::string colour;
};

/// A scenario's name, by which a build may choose: with MILLSTREAM_SCENARIOS='"late_rows", "stateless"' the engine
/// replays these alone and the reference none, so that a suite compiles in seconds.
template <ms::fixed_string Name>
struct named {
  operator std::string() const { return std::string(Name.view()); }
};
template <ms::fixed_string Name>
constexpr named<Name> operator""_named() {
  return {};
}
#ifdef MILLSTREAM_SCENARIOS
inline constexpr bool choosing = true;
inline constexpr std::string_view chosen_names[] = {MILLSTREAM_SCENARIOS};
#else
inline constexpr bool choosing = false;
inline constexpr std::array<std::string_view, 0> chosen_names;
#endif
template <class Name>
inline constexpr bool is_chosen = !choosing;
template <ms::fixed_string Name>
inline constexpr bool is_chosen<named<Name>> =
    !choosing || std::ranges::find(chosen_names, Name.view()) != std::ranges::end(chosen_names);

enum class mode { append, update, complete };
template <mode Mode>
using mode_constant = std::integral_constant<mode, Mode>;
inline constexpr mode_constant<mode::append> append{};
inline constexpr mode_constant<mode::update> update{};
inline constexpr mode_constant<mode::complete> complete{};

}  // namespace scenarios

BOOST_HANA_ADAPT_STRUCT(scenarios::event, ts, k, v, d, other);
BOOST_HANA_ADAPT_STRUCT(scenarios::coloured_key, k, colour);

namespace scenarios {

// ---- what several scenarios share ----

inline auto colours() {
  return ms::read(std::vector<coloured_key>{
      {"a", "red"}, {"b", "blue"}, {"b", "green"}, {std::nullopt, "none"}});
}

auto count_by_window(auto s, ms::duration length) {
  return s | ms::group_by(ms::window("ts"_c, length)) | ms::agg(ms::count().as("n"_c));
}
auto count_by_window_and_key(auto s) {
  return s | ms::group_by(ms::window("ts"_c, 5s), "k"_c) | ms::agg(ms::count().as("n"_c));
}
auto count_by_window_and_colour(auto s) {
  return s | ms::group_by(ms::window("ts"_c, 5s), "colour"_c) | ms::agg(ms::count().as("n"_c));
}
auto count_by_time(auto s) {
  return s | ms::with_watermark("ts"_c, 0s) | ms::group_by("ts"_c) | ms::agg(ms::count().as("n"_c));
}

// ---- the scenarios ----

auto tumbling(auto s) {
  return count_by_window_and_key(s | ms::with_watermark("ts"_c, 10s));
}
auto null_event_time_in_a_window(auto s) {
  return count_by_window(s | ms::with_watermark("ts"_c, 10s), 5s);
}
auto null_and_nan_keys(auto s) {
  return s | ms::group_by("k"_c, "d"_c) |
         ms::agg(ms::count().as("n"_c), ms::sum("v"_c).as("total"_c));
}
auto sliding_append(auto s) {
  return s | ms::with_watermark("ts"_c, 0s) | ms::group_by(ms::window("ts"_c, 10s, 4s, 1s)) |
         ms::agg(ms::count().as("n"_c));
}
auto before_the_epoch(auto s) {
  return count_by_window(s | ms::with_watermark("ts"_c, 0s), 4s);
}
auto before_the_epoch_complete(auto s) {
  return s | ms::with_watermark("ts"_c, 0s) | ms::group_by(ms::window("ts"_c, 10s, 4s, -3s)) |
         ms::agg(ms::count().as("n"_c));
}
auto global_aggregate(auto s) {
  return s | ms::where("v"_c > 0) |
         ms::agg(ms::count().as("n"_c), ms::sum("v"_c).as("total"_c), ms::min("v"_c).as("least"_c),
                 ms::max("d"_c).as("greatest"_c), ms::avg("v"_c).as("mean"_c));
}
auto global_aggregate_with_watermark(auto s) {
  return s | ms::with_watermark("ts"_c, 0s) | ms::agg(ms::count().as("n"_c));
}
auto update_of_touched_groups(auto s) {
  return s | ms::group_by("k"_c) | ms::agg(ms::max("v"_c).as("greatest"_c));
}
auto aggregates_of_nulls_and_nan(auto s) {
  return s | ms::group_by("k"_c) |
         ms::agg(ms::count("v"_c).as("values"_c), ms::sum("v"_c).as("total"_c),
                 ms::min("v"_c).as("least"_c), ms::avg("v"_c).as("mean"_c),
                 ms::sum("d"_c).as("dsum"_c), ms::min("d"_c).as("dmin"_c),
                 ms::max("d"_c).as("dmax"_c));
}
auto replaced_event_time(auto s) {
  return count_by_window(s | ms::with_watermark("ts"_c, 0s) | ms::with_column("ts"_c, "ts"_c + 1s),
                         5s);
}
auto renamed_event_time(auto s) {
  return s | ms::with_watermark("ts"_c, 0s) | ms::select("ts"_c.as("t"_c), "k"_c) |
         ms::group_by(ms::window("t"_c, 5s), "k"_c) | ms::agg(ms::count().as("n"_c));
}
auto submillisecond_watermark(auto s) {
  return s | ms::with_watermark("ts"_c, 10s) | ms::group_by("ts"_c) |
         ms::agg(ms::count().as("n"_c));
}
auto filter_above_watermark(auto s) {
  return count_by_window_and_key(s | ms::with_watermark("ts"_c, 5s) | ms::where("k"_c == "a"));
}
auto filter_on_time_above_watermark(auto s) {
  return count_by_window_and_key(s | ms::with_watermark("ts"_c, 5s) |
                                 ms::where("ts"_c < ms::timestamp(60s) && "v"_c > 0));
}
auto filter_on_computed_above_watermark(auto s) {
  return count_by_window_and_key(
      s | ms::with_watermark("ts"_c, 5s) | ms::with_column("w"_c, "v"_c * 2) |
      ms::where("ts"_c > ms::timestamp()) | ms::select("ts"_c, "k"_c, "w"_c.as("x"_c)) |
      ms::where("x"_c + 1 > 3 || "k"_c == "b"));
}
auto filter_on_key_above_aggregate(auto s) {
  return count_by_window_and_key(s | ms::with_watermark("ts"_c, 5s)) | ms::where("k"_c == "a");
}
auto filter_on_count_above_aggregate(auto s) {
  return count_by_window_and_key(s | ms::with_watermark("ts"_c, 5s)) | ms::where("n"_c > 1);
}
auto static_join_inner(auto s) {
  return count_by_window_and_colour(s | ms::with_watermark("ts"_c, 5s) |
                                    ms::join(colours(), "k"_c));
}
auto static_join_left(auto s) {
  return count_by_window_and_colour(s | ms::with_watermark("ts"_c, 5s) |
                                    ms::join(ms::left_outer, colours(), "k"_c));
}
auto filter_on_joined_column(auto s) {
  return count_by_window_and_colour(s | ms::with_watermark("ts"_c, 5s) |
                                    ms::join(colours(), "k"_c) | ms::where("colour"_c != "red"));
}
auto filter_between_join_and_watermark(auto s) {
  return count_by_window_and_colour(s | ms::join(colours(), "k"_c) |
                                    ms::with_watermark("ts"_c, 5s) |
                                    ms::where("colour"_c != "red"));
}
auto window_of_another_column(auto s) {
  return s | ms::with_watermark("ts"_c, 0s) | ms::group_by(ms::window("other"_c, 5s)) |
         ms::agg(ms::count().as("n"_c));
}
auto union_of_two_watermarks(auto a, auto b) {
  return count_by_window(
      a | ms::with_watermark("ts"_c, 0s) | ms::union_(b | ms::with_watermark("ts"_c, 10s)), 5s);
}
auto union_with_one_watermark(auto a, auto b) {
  return count_by_window(a | ms::with_watermark("ts"_c, 0s) | ms::union_(b), 5s);
}
auto union_with_one_watermark_on_the_right(auto a, auto b) {
  return count_by_window(a | ms::union_(b | ms::with_watermark("ts"_c, 0s)), 5s);
}
auto watermark_above_a_union(auto a, auto b) {
  return count_by_window(a | ms::union_(b) | ms::with_watermark("ts"_c, 0s), 5s);
}
auto self_union(auto s) {
  auto const watched = s | ms::with_watermark("ts"_c, 0s);
  return count_by_window(watched | ms::union_(watched), 5s);
}
auto guarded_division(auto s) {
  return s | ms::where("v"_c != 0 && 10 / "v"_c > 1) | ms::group_by("k"_c) |
         ms::agg(ms::count().as("n"_c));
}
auto sum_overflow(auto s) {
  return s | ms::group_by("k"_c) | ms::agg(ms::sum("v"_c).as("total"_c));
}
auto error_after_a_good_batch(auto s) {
  return s | ms::select((10 / "v"_c).as("q"_c));
}
auto stateless(auto s) {
  return s | ms::with_watermark("ts"_c, 0s) | ms::where(ms::is_null("v"_c) || "v"_c > 1) |
         ms::select("k"_c, ("v"_c + 1).as("w"_c));
}

/// Calls `visit(name of the golden file, output mode, query)`; the query takes one stream, or two.
void for_each_scenario(auto&& visit) {
  visit("tumbling_append"_named, append, [](auto s) { return tumbling(s); });
  visit("tumbling_append_without_no_data_batches"_named, append,
        [](auto s) { return tumbling(s); });
  visit("tumbling_update"_named, update, [](auto s) { return tumbling(s); });
  visit("tumbling_complete"_named, complete, [](auto s) { return tumbling(s); });
  visit("ties_at_the_watermark"_named, append, [](auto s) { return count_by_time(s); });
  visit("late_rows"_named, update, [](auto s) { return tumbling(s); });
  visit("null_event_time_in_a_window"_named, append,
        [](auto s) { return null_event_time_in_a_window(s); });
  visit("null_event_time_as_key"_named, append, [](auto s) { return count_by_time(s); });
  visit("null_event_time_as_key_update"_named, update, [](auto s) { return count_by_time(s); });
  visit("null_and_nan_keys"_named, update, [](auto s) { return null_and_nan_keys(s); });
  visit("sliding_append"_named, append, [](auto s) { return sliding_append(s); });
  visit("before_the_epoch"_named, update, [](auto s) { return before_the_epoch(s); });
  visit("before_the_epoch_complete"_named, complete,
        [](auto s) { return before_the_epoch_complete(s); });
  visit("global_aggregate"_named, update, [](auto s) { return global_aggregate(s); });
  visit("global_aggregate_with_watermark"_named, update,
        [](auto s) { return global_aggregate_with_watermark(s); });
  visit("update_of_touched_groups"_named, update,
        [](auto s) { return update_of_touched_groups(s); });
  visit("aggregates_of_nulls_and_nan"_named, complete,
        [](auto s) { return aggregates_of_nulls_and_nan(s); });
  visit("replaced_event_time"_named, update, [](auto s) { return replaced_event_time(s); });
  visit("renamed_event_time"_named, append, [](auto s) { return renamed_event_time(s); });
  visit("submillisecond_watermark"_named, append,
        [](auto s) { return submillisecond_watermark(s); });
  visit("filter_above_watermark"_named, append, [](auto s) { return filter_above_watermark(s); });
  visit("filter_on_time_above_watermark"_named, append,
        [](auto s) { return filter_on_time_above_watermark(s); });
  visit("filter_on_computed_above_watermark"_named, append,
        [](auto s) { return filter_on_computed_above_watermark(s); });
  visit("aggregate_of_aggregate"_named, append, [](auto s) {
    return tumbling(s) | ms::group_by("window"_c) |
           ms::agg(ms::count().as("keys"_c), ms::sum("n"_c).as("rows"_c));
  });
  visit("filter_on_key_above_aggregate"_named, append,
        [](auto s) { return filter_on_key_above_aggregate(s); });
  visit("filter_on_count_above_aggregate"_named, update,
        [](auto s) { return filter_on_count_above_aggregate(s); });
  visit("static_join_inner"_named, append, [](auto s) { return static_join_inner(s); });
  visit("static_join_left"_named, append, [](auto s) { return static_join_left(s); });
  visit("filter_on_joined_column"_named, append, [](auto s) { return filter_on_joined_column(s); });
  visit("filter_between_join_and_watermark"_named, append,
        [](auto s) { return filter_between_join_and_watermark(s); });
  visit("window_of_another_column"_named, update,
        [](auto s) { return window_of_another_column(s); });
  visit("union_of_two_watermarks"_named, append,
        [](auto a, auto b) { return union_of_two_watermarks(a, b); });
  visit("union_with_one_watermark"_named, update,
        [](auto a, auto b) { return union_with_one_watermark(a, b); });
  visit("union_with_one_watermark_on_the_right"_named, update,
        [](auto a, auto b) { return union_with_one_watermark_on_the_right(a, b); });
  visit("watermark_above_a_union"_named, append,
        [](auto a, auto b) { return watermark_above_a_union(a, b); });
  visit("self_union"_named, append, [](auto s) { return self_union(s); });
  visit("guarded_division"_named, update, [](auto s) { return guarded_division(s); });
  visit("sum_overflow"_named, update, [](auto s) { return sum_overflow(s); });
  visit("error_after_a_good_batch"_named, append,
        [](auto s) { return error_after_a_good_batch(s); });
  visit("stateless"_named, append, [](auto s) { return stateless(s); });
  auto const sliding = [](auto time) { return ms::window(time, 10s, 4s, 1s); };
  visit("selected_windows"_named, append,
        [=](auto s) { return s | ms::select("k"_c, sliding("ts"_c), "v"_c); });
  visit("added_windows"_named, append, [=](auto s) {
    return s | ms::with_column("ts"_c, sliding("ts"_c)) | ms::where("k"_c != "a") |
           ms::select("ts.start"_c.as("start"_c), "ts.end"_c.as("end"_c), "k"_c);
  });
  visit("windows_added_before_grouping"_named, append, [=](auto s) {
    return s | ms::with_watermark("ts"_c, 5s) | ms::with_column("w"_c, sliding("ts"_c)) |
           ms::group_by("w"_c) | ms::agg(ms::count().as("n"_c));
  });
  visit("windows_added_of_another_column"_named, update, [](auto s) {
    return s | ms::with_watermark("ts"_c, 0s) | ms::with_column("w"_c, ms::window("other"_c, 5s)) |
           ms::group_by("w"_c) | ms::agg(ms::count().as("n"_c));
  });
}

}  // namespace scenarios
