// SPDX-License-Identifier: Apache-2.0
//
// The queries of tests/semantics/golden_real_time/*.json, by the name of the file. What Spark is given for each stands
// in tests/oracle/real_time.py.
#pragma once

#include <millstream/dsl/drop_duplicates.hpp>

#include "scenarios.hpp"

namespace real_time_scenarios {

/// Where the golden files are.
inline constexpr char const* folder = "golden_real_time";

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

/// Visits each query without a watermark as (name, function).
void for_each_without_watermark(auto&& visit) {
  visit("row_by_row_stateless", [](auto s) {
    return s | ms::where("v"_c > 1) |
           ms::select("k"_c, ("v"_c * 2).as("w"_c), ms::explode(ms::array("v"_c, "v"_c)).as("e"_c));
  });
  visit("row_by_row_aggregate", [](auto s) {
    return s | ms::group_by("k"_c) |
           ms::agg(ms::count().as("n"_c), ms::sum("v"_c).as("s"_c), ms::min("ts"_c).as("first"_c),
                   ms::avg("v"_c).as("mean"_c));
  });
  visit("row_by_row_without_keys",
        [](auto s) { return s | ms::agg(ms::count().as("n"_c), ms::max("v"_c).as("m"_c)); });
  visit("row_by_row_sliding_windows", [](auto s) {
    return s | ms::group_by(ms::window("ts"_c, 10s, 5s), "k"_c) | ms::agg(ms::count().as("n"_c));
  });
  visit("row_by_row_duplicates",
        [](auto s) { return s | ms::drop_duplicates("k"_c) | ms::select("k"_c, "v"_c); });
  visit("row_by_row_duplicates_then_aggregate", [](auto s) {
    return s | ms::drop_duplicates("k"_c, "v"_c) | ms::group_by("k"_c) |
           ms::agg(ms::count().as("n"_c)) | ms::where("n"_c > 1);
  });
}
/// The same of those whose watermark moves.
void for_each_with_watermark(auto&& visit) {
  visit("row_by_row_windows_with_watermark", [](auto s) {
    return s | ms::with_watermark("ts"_c, 10s) | ms::group_by(ms::window("ts"_c, 5s), "k"_c) |
           ms::agg(ms::count().as("n"_c));
  });
  visit("row_by_row_within_watermark", [](auto s) {
    return s | ms::with_watermark("ts"_c, 10s) | ms::drop_duplicates_within_watermark("k"_c);
  });
}

}  // namespace real_time_scenarios
