// SPDX-License-Identifier: Apache-2.0
//
// The fused engine against the reference interpreter: generators, missing values, grouping sets, limits.
#include "fused_comparison.hpp"

using namespace fused_test;

TEST_CASE("fused engine: words of one row give what the reference gives", "[property][words]") {
  check_append("missing values", [](auto s, auto) {
    return s | ms::drop_null("k"_c, "d"_c) | ms::fill_null(7) | ms::rename("v"_c, "w"_c) |
           ms::where("w"_c > 0) | ms::select("k"_c, "w"_c, "d"_c, "ts"_c) |
           ms::drop_null(ms::thresh(3));
  });
  check_append("elements", [](auto s, auto) {
    return s | ms::where("x"_c < 3.0) |
           ms::select("k"_c, "v"_c, ms::posexplode("items"_c).as("at"_c, "item"_c)) |
           ms::where("item"_c > "at"_c || ms::is_null("item"_c)) | ms::where("k"_c != "b");
  });
  check_append("elements and none", [](auto s, auto) {
    return s | ms::pipeline("all", ms::with_column("item"_c, ms::explode_outer("items"_c)) |
                                       ms::where("v"_c > 0) | ms::drop("ts"_c));
  });
}

TEST_CASE("fused engine: words above a watermark give what the reference gives",
          "[property][words][rule28a]") {
  check_append("elements and windows", [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 3s) | ms::where("v"_c > 0) |
           ms::select("ts"_c, "k"_c, ms::explode("items"_c).as("item"_c)) |
           ms::where("item"_c != 3 && "k"_c != "a") | ms::group_by(ms::window("ts"_c, 5s), "k"_c) |
           ms::agg(ms::sum("item"_c).as("total"_c), ms::count().as("n"_c));
  });
  check_update("missing values and windows", [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 3s) | ms::drop_null("v"_c) |
           ms::drop_null("ts"_c, "d"_c) | ms::rename("ts"_c, "t"_c) | ms::where("v"_c > 1) |
           ms::group_by(ms::window("t"_c, 5s)) | ms::agg(ms::max("d"_c).as("most"_c));
  });
}

TEST_CASE("fused engine: grouping sets, distinct rows and order give what the reference gives",
          "[property][words]") {
  check_update("a rollup", [](auto s, auto) {
    return s | ms::rollup("k"_c, "v"_c) |
           ms::agg(ms::count().as("n"_c), ms::grouping_id().as("id"_c),
                   ms::sum("v"_c).as("total"_c)) |
           ms::where("n"_c > 1);
  });
  check_complete("a cube in order, and the first of it", [](auto s, auto) {
    return s | ms::cube("k"_c, "d"_c) | ms::agg(ms::count().as("n"_c), ms::max("x"_c).as("x"_c)) |
           ms::order_by(ms::desc("n"_c), ms::asc_nulls_last("k"_c)) | ms::limit(4) |
           ms::where("n"_c > 1) | ms::select("k"_c, "n"_c);
  });
  check_update("distinct rows",
               [](auto s, auto) { return s | ms::select("k"_c, "d"_c) | ms::distinct(); });
}

TEST_CASE("fused engine: a limit gives what the reference gives", "[property][words][rule45]") {
  check_append("of rows", [](auto s, auto) {
    return s | ms::where("v"_c > 0) | ms::limit(30) | ms::where("x"_c > 1.0) | ms::limit(11) |
           ms::select("k"_c, "v"_c);
  });
  check_append("of groups", [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 2s) | ms::group_by(ms::window("ts"_c, 5s), "k"_c) |
           ms::agg(ms::count().as("n"_c)) | ms::limit(5);
  });
}
