// SPDX-License-Identifier: Apache-2.0
//
// The queries of tests/semantics/golden_windows_of_windows/*.json, by the name of the file. What Spark is
// given for each stands in tests/oracle/windows_of_windows.py.
#pragma once

#include <millstream/dsl/drop_duplicates.hpp>

#include "scenarios.hpp"

namespace windows_of_windows_scenarios {

/// Where the golden files are.
inline constexpr char const* folder = "golden_windows_of_windows";

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
using scenarios::operator""_named;
using scenarios::append;
using scenarios::complete;
using scenarios::update;

auto keyed(auto s) {
  return s | ms::with_watermark("ts"_c, 5s) | ms::group_by(ms::window("ts"_c, 5s), "k"_c) |
         ms::agg(ms::count().as("n"_c));
}
inline auto summed() {
  return ms::agg(ms::count().as("windows"_c), ms::sum("n"_c).as("rows"_c));
}

/// Visits each scenario as (name, output mode, function).
void for_each(auto&& visit) {
  auto const time = ms::window_time("window"_c);
  visit("window_of_windows"_named, append, [](auto s) {
    return keyed(s) | ms::group_by(ms::window("window"_c, 10s), "k"_c) | summed();
  });
  visit("window_of_window_time"_named, append,
        [=](auto s) { return keyed(s) | ms::group_by(ms::window(time, 10s), "k"_c) | summed(); });
  visit("sliding_window_of_windows"_named, append,
        [](auto s) { return keyed(s) | ms::group_by(ms::window("window"_c, 10s, 5s)) | summed(); });
  visit("three_windows"_named, append, [](auto s) {
    return keyed(s) | ms::group_by(ms::window("window"_c, 10s), "k"_c) |
           ms::agg(ms::sum("n"_c).as("n"_c)) | ms::group_by(ms::window("window"_c, 20s).as("w"_c)) |
           ms::agg(ms::max("n"_c).as("most"_c));
  });
  visit("window_time_as_a_key"_named, append,
        [=](auto s) { return keyed(s) | ms::group_by(time.as("t"_c)) | summed(); });
  visit("window_of_selected_window_time"_named, append, [=](auto s) {
    return keyed(s) | ms::select(time.as("t"_c), "n"_c) | ms::group_by(ms::window("t"_c, 10s)) |
           summed();
  });
  visit("window_of_added_window_time"_named, append, [=](auto s) {
    return keyed(s) | ms::with_column("t"_c, time) | ms::group_by(ms::window("t"_c, 10s)) |
           summed();
  });
  visit("window_of_renamed_windows"_named, append, [](auto s) {
    return keyed(s) | ms::select("window"_c.as("w"_c), "n"_c) |
           ms::group_by(ms::window("w"_c, 10s)) | summed();
  });
  visit("dedup_by_window_time"_named, append, [=](auto s) {
    return keyed(s) | ms::select(time.as("t"_c), "n"_c) | ms::drop_duplicates("t"_c) |
           ms::select("t"_c);
  });
  auto const selected = [=](auto s) {
    return keyed(s) | ms::select(time.as("t"_c), "window.start"_c, "k"_c, "n"_c);
  };
  visit("window_time_update"_named, update, selected);
  visit("window_time_complete"_named, complete, selected);
}

}  // namespace windows_of_windows_scenarios
