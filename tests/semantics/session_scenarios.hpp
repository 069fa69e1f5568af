// SPDX-License-Identifier: Apache-2.0
//
// The queries of tests/semantics/golden_sessions/*.json, by the name of the file. What Spark is given for
// each stands in tests/oracle/sessions.py.
#pragma once

#include <millstream/dsl/drop_duplicates.hpp>
#include <millstream/expr/functions/time.hpp>

#include "scenarios.hpp"

namespace session_scenarios {

/// Where the golden files are.
inline constexpr char const* folder = "golden_sessions";

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
using scenarios::operator""_named;
using scenarios::append;
using scenarios::complete;

inline auto watched(ms::duration delay = 5s) {
  return ms::with_watermark("ts"_c, delay);
}
inline auto counted() {
  return ms::agg(ms::count().as("n"_c));
}
auto by_key(auto s) {
  return s | ms::group_by(ms::session_window("ts"_c, 5s), "k"_c) | counted();
}

/// Visits each aggregation by sessions of a fixed gap as (name, output mode, function).
void for_each_fixed_gap(auto&& visit) {
  auto const keyed = [](auto s) { return by_key(s | watched()); };
  visit("session_append"_named, append, keyed);
  visit("session_complete"_named, complete, keyed);
  visit("session_append_without_no_data_batches"_named, append, keyed);
  visit("session_complete_without_watermark"_named, complete, [](auto s) { return by_key(s); });
  visit("session_without_delay"_named, append, [](auto s) { return by_key(s | watched(0s)); });
  visit("touching_sessions"_named, append, keyed);
  visit("late_row_joins_two_sessions"_named, append,
        [](auto s) { return by_key(s | watched(10s)); });
  visit("late_rows_of_sessions"_named, append, keyed);
  visit("late_rows_of_sessions_complete"_named, complete, keyed);
  visit("several_sessions_of_a_key"_named, append,
        [](auto s) { return by_key(s | watched(100s)); });
  visit("session_by_two_keys"_named, append, [](auto s) {
    return s | watched() | ms::group_by("k"_c, ms::session_window("ts"_c, 5s).as("s"_c), "d"_c) |
           ms::agg(ms::count().as("n"_c), ms::sum("v"_c).as("total"_c),
                   ms::min("v"_c).as("least"_c), ms::avg("d"_c).as("mean"_c),
                   ms::max("other"_c).as("latest"_c));
  });
  visit("null_event_time_in_a_session"_named, append, keyed);
  visit("session_of_another_column"_named, complete, [](auto s) {
    return s | watched() | ms::group_by(ms::session_window("other"_c, 5s), "k"_c) | counted();
  });
  visit("session_beside_the_event_time"_named, append, [](auto s) {
    return s | watched() | ms::group_by("ts"_c, ms::session_window("other"_c, 5s)) | counted();
  });
  visit("filter_on_key_above_sessions"_named, append,
        [](auto s) { return by_key(s | watched()) | ms::where("k"_c != "a" && "n"_c > 1); });
  visit("no_rows_of_a_session"_named, append,
        [](auto s) { return by_key(s | watched()) | ms::select("k"_c, "n"_c); });
}

/// The same where each row has its gap.
void for_each_dynamic_gap(auto&& visit) {
  auto const seconds = [](auto count) { return ms::make_dt_interval(0, 0, 0, count); };
  auto const by_gap = [=](auto s) {
    return s | watched() | ms::group_by(ms::session_window("ts"_c, seconds("v"_c)), "k"_c) |
           counted();
  };
  visit("dynamic_gap_append"_named, append, by_gap);
  visit("dynamic_gap_complete"_named, complete, by_gap);
  visit("dynamic_gap_of_a_case"_named, append, [](auto s) {
    return s | watched() |
           ms::group_by(
               ms::session_window("ts"_c, ms::when("k"_c == "a", 2s).when("k"_c == "b", 10s)),
               "k"_c) |
           counted();
  });
  visit("dynamic_gap_of_another_column"_named, complete, [=](auto s) {
    return s | watched() | ms::group_by(ms::session_window("other"_c, seconds("v"_c)), "k"_c) |
           counted();
  });
}

/// The same: sessions above and below other operators with state, and of two streams.
void for_each_chain(auto&& visit) {
  visit("sessions_then_dedup"_named, append, [](auto s) {
    return by_key(s | watched()) | ms::drop_duplicates("session_window"_c) |
           ms::select("session_window"_c);
  });
  auto const windows_of = [](auto const& time) {
    return [=](auto s) {
      return by_key(s | watched()) | ms::group_by(ms::window(time, 10s)) |
             ms::agg(ms::count().as("sessions"_c), ms::sum("n"_c).as("rows"_c));
    };
  };
  visit("sessions_then_windows"_named, append, windows_of(ms::window_time("session_window"_c)));
  visit("sessions_then_windows_of_sessions"_named, append, windows_of("session_window"_c));
  visit("sessions_by_their_session"_named, append, [](auto s) {
    return s | watched() | ms::group_by(ms::session_window("ts"_c, 5s), "k"_c, "v"_c) | counted() |
           ms::group_by("session_window"_c, "k"_c) |
           ms::agg(ms::count().as("sessions"_c), ms::sum("n"_c).as("rows"_c));
  });
  auto const sessions_of = [](auto const& time) {
    return [=](auto s) {
      return s | watched() | ms::group_by(ms::window("ts"_c, 2s), "k"_c) | counted() |
             ms::group_by(ms::session_window(time, 5s), "k"_c) |
             ms::agg(ms::sum("n"_c).as("rows"_c));
    };
  };
  visit("windows_then_sessions"_named, append, sessions_of(ms::window_time("window"_c)));
  visit("windows_then_sessions_of_windows"_named, append, sessions_of("window"_c));
  visit("dedup_then_sessions"_named, append,
        [](auto s) { return by_key(s | watched() | ms::drop_duplicates("ts"_c, "k"_c)); });
  auto const of_two = [](auto a, auto b) {
    return by_key(a | watched() | ms::union_(b | watched(20s)));
  };
  visit("sessions_of_two_streams"_named, append, of_two);
  visit("sessions_of_two_streams_max"_named, append, of_two);
}

}  // namespace session_scenarios
