// SPDX-License-Identifier: Apache-2.0
//
// The queries of tests/semantics/golden_deduplication/*.json, by the name of the file. What Spark is given
// for each stands in tests/oracle/deduplication.py.
#pragma once

#include <millstream/dsl/drop_duplicates.hpp>
#include <millstream/dsl/limit.hpp>

#include "scenarios.hpp"

namespace deduplication_scenarios {

/// Where the golden files are.
inline constexpr char const* folder = "golden_deduplication";

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
using scenarios::operator""_named;
using scenarios::append;
using scenarios::complete;
using scenarios::update;

inline auto watched(ms::duration delay = 10s) {
  return ms::with_watermark("ts"_c, delay);
}
inline auto plain() {
  return ms::select("k"_c, "v"_c);
}
auto keyed(auto s) {
  return s | watched(5s) | ms::group_by(ms::window("ts"_c, 5s), "k"_c) |
         ms::agg(ms::count().as("n"_c));
}
auto times_and_keys(auto s) {
  return s | watched(5s) | ms::drop_duplicates("ts"_c, "k"_c);
}

/// Visits each deduplication alone as (name, output mode, function).
void for_each_alone(auto&& visit) {
  auto const by_key = [](auto s) { return s | ms::drop_duplicates("k"_c) | plain(); };
  visit("dedup_by_one_column"_named, append, by_key);
  visit("dedup_update"_named, update, by_key);
  visit("dedup_by_all_columns"_named, append,
        [](auto s) { return s | plain() | ms::drop_duplicates(); });
  visit("dedup_of_computed_columns"_named, append, [](auto s) {
    return s | ms::select(("v"_c % 3).as("rest"_c), "k"_c) | ms::drop_duplicates("rest"_c) |
           ms::where(ms::is_not_null("k"_c));
  });
  visit("dedup_by_numbers"_named, append,
        [](auto s) { return s | ms::drop_duplicates("d"_c) | ms::select("d"_c, "v"_c); });
  visit("dedup_by_time"_named, append,
        [](auto s) { return s | watched() | ms::drop_duplicates("ts"_c, "k"_c); });
  visit("dedup_by_time_without_no_data_batches"_named, append,
        [](auto s) { return s | watched() | ms::drop_duplicates("k"_c, "ts"_c); });
  visit("dedup_with_watermark"_named, append,
        [](auto s) { return s | watched() | ms::drop_duplicates("k"_c); });
  visit("dedup_with_unread_time"_named, append,
        [](auto s) { return s | watched() | ms::drop_duplicates("k"_c) | plain(); });
  visit("dedup_with_time_read_by_a_filter"_named, append, [](auto s) {
    return s | watched() | ms::drop_duplicates("k"_c) |
           ms::where(ms::is_null("ts"_c) || "ts"_c < ms::timestamp(std::chrono::sys_days{
                                                         std::chrono::year(2030) / 1 / 1})) |
           plain();
  });
  visit("filter_above_dedup_above_watermark"_named, append, [](auto s) {
    return s | watched() | ms::drop_duplicates("k"_c) | ms::where("k"_c != "a");
  });
  visit("renamed_time_in_dedup"_named, append, [](auto s) {
    return s | watched() | ms::select("ts"_c.as("t"_c), "k"_c) | ms::drop_duplicates("t"_c);
  });
  auto const within = [](auto s) {
    return s | watched() | ms::drop_duplicates_within_watermark("k"_c);
  };
  visit("within_watermark"_named, append, within);
  visit("within_watermark_update"_named, update, within);
  visit("within_watermark_with_unread_time"_named, append, [](auto s) {
    return s | watched() | ms::drop_duplicates_within_watermark("k"_c) | plain();
  });
  visit("within_watermark_by_all_columns"_named, append, [](auto s) {
    return s | watched() | ms::select("ts"_c, "k"_c) | ms::drop_duplicates_within_watermark();
  });
  visit("within_watermark_is_not_prolonged"_named, append,
        [](auto s) { return s | watched(5s) | ms::drop_duplicates_within_watermark("k"_c); });
}

auto windows(auto s) {
  return s | ms::group_by(ms::window("ts"_c, 5s)) | ms::agg(ms::count().as("n"_c));
}

/// The same: operators with state above a deduplication.
void for_each_above_duplicates(auto&& visit) {
  visit("dedup_with_unread_time_below_aggregate"_named, update, [](auto s) {
    return s | watched() | ms::drop_duplicates("k"_c) | ms::group_by("v"_c) |
           ms::agg(ms::count().as("n"_c));
  });
  visit("watermark_above_dedup"_named, append,
        [](auto s) { return windows(s | ms::drop_duplicates("k"_c, "v"_c) | watched()); });
  auto const deduplicated = [](auto s) { return windows(times_and_keys(s)); };
  visit("dedup_then_windows_append"_named, append, deduplicated);
  visit("dedup_then_windows_update"_named, update, deduplicated);
  visit("dedup_then_windows_complete"_named, complete, deduplicated);
  visit("within_watermark_then_windows"_named, append, [](auto s) {
    return windows(s | watched(5s) | ms::drop_duplicates_within_watermark("k"_c));
  });
  visit("dedup_then_dedup"_named, append, [](auto s) {
    return times_and_keys(s) | ms::where("v"_c != 3) | ms::drop_duplicates_within_watermark("k"_c);
  });
  visit("dedup_then_windows_of_windows"_named, append, [](auto s) {
    return times_and_keys(s) | ms::group_by(ms::window("ts"_c, 5s), "k"_c) |
           ms::agg(ms::count().as("n"_c)) | ms::group_by("window"_c) |
           ms::agg(ms::max("n"_c).as("most"_c));
  });
  visit("dedup_then_limit"_named, append,
        [](auto s) { return s | ms::drop_duplicates("k"_c) | plain() | ms::limit(3); });
  visit("dedup_of_two_streams"_named, append, [](auto a, auto b) {
    return a | watched() | ms::union_(b | watched(2s)) |
           ms::drop_duplicates_within_watermark("k"_c);
  });
}

/// The same: operators with state above an aggregation.
void for_each_above_windows(auto&& visit) {
  visit("windows_then_dedup"_named, append,
        [](auto s) { return keyed(s) | ms::drop_duplicates("window"_c) | ms::select("window"_c); });
  auto const by_count = [](auto s) {
    return keyed(s) | ms::drop_duplicates("n"_c) | ms::select("window"_c, "n"_c);
  };
  visit("windows_then_dedup_by_count"_named, append, by_count);
  visit("windows_then_dedup_by_count_update"_named, update, by_count);
  visit("windows_then_dedup_by_count_complete"_named, complete, by_count);
  visit("windows_then_dedup_by_count_alone"_named, append,
        [](auto s) { return keyed(s) | ms::drop_duplicates("n"_c) | ms::select("n"_c); });
  visit("windows_of_windows"_named, append, [](auto s) {
    return keyed(s) | ms::group_by("window"_c) |
           ms::agg(ms::count().as("keys"_c), ms::sum("n"_c).as("rows"_c)) | ms::where("keys"_c > 0);
  });
  visit("filter_on_key_above_two_aggregates"_named, append, [](auto s) {
    return keyed(s) | ms::group_by("window"_c, "k"_c) | ms::agg(ms::sum("n"_c).as("rows"_c)) |
           ms::where("k"_c != "c");
  });
}

}  // namespace deduplication_scenarios
