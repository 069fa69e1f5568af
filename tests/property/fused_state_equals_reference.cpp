// SPDX-License-Identifier: Apache-2.0
//
// The fused engine against the reference interpreter: deduplications and chains of operators with state. Which of
// several rows is the first of its key is seen in what it carries along.
#include "fused_comparison.hpp"

using namespace fused_test;

TEST_CASE("fused engine: the first row of each key is what the reference gives",
          "[property][rule66][rule67][rule68]") {
  check_append("by numbers", [](auto s, auto) {
    return s | ms::drop_duplicates("d"_c, "v"_c) | ms::select("d"_c, "v"_c, "x"_c, "k"_c);
  });
  check_update("by text, late rows left out", [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 3s) | ms::drop_duplicates("k"_c, "p"_c) |
           ms::where("x"_c > 0.5);
  });
  check_append("by text, the time unread", [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 3s) | ms::drop_duplicates("k"_c, "v"_c) |
           ms::with_column("w"_c, "v"_c + 1) | ms::select("k"_c, "w"_c, "x"_c);
  });
  check_append("by time, of two streams", [](auto a, auto b) {
    return a | ms::with_watermark("ts"_c, 3s) | ms::union_(b | ms::with_watermark("ts"_c, 1s)) |
           ms::drop_duplicates("ts"_c, "v"_c);
  });
}

TEST_CASE("fused engine: the first row within the watermark is what the reference gives",
          "[property][rule69]") {
  check_append("by text", [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 4s) | ms::drop_duplicates_within_watermark("k"_c) |
           ms::select("k"_c, "x"_c, "items"_c);
  });
  check_update("by all of some columns", [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 2s) | ms::select("ts"_c.as("t"_c), "d"_c) |
           ms::drop_duplicates_within_watermark();
  });
}

TEST_CASE("fused engine: a chain of operators with state gives what the reference gives",
          "[property][rule36][rule38][rule64]") {
  check_append("duplicates below windows", [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 3s) | ms::drop_duplicates("ts"_c, "k"_c) |
           ms::group_by(ms::window("ts"_c, 5s), "k"_c) |
           ms::agg(ms::count().as("n"_c), ms::sum("x"_c).as("total"_c));
  });
  check_complete("duplicates below groups", [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 3s) | ms::drop_duplicates_within_watermark("k"_c, "v"_c) |
           ms::group_by("k"_c) | ms::agg(ms::count().as("n"_c));
  });
  check_append("windows of windows, and each count once", [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 3s) |
           ms::group_by(ms::window("ts"_c, 6s, 3s), "k"_c, "v"_c) | ms::agg(ms::count().as("n"_c)) |
           ms::where("n"_c > 0) | ms::group_by("window"_c, "k"_c) |
           ms::agg(ms::sum("n"_c).as("rows"_c)) | ms::group_by("window"_c) |
           ms::agg(ms::max("rows"_c).as("most"_c)) | ms::drop_duplicates("most"_c) |
           ms::select("most"_c);
  });
  check_append("a watermark behind the first rows", [](auto s, auto) {
    return s | ms::drop_duplicates("k"_c, "v"_c) | ms::with_watermark("ts"_c, 3s) |
           ms::group_by(ms::window("ts"_c, 5s)) | ms::agg(ms::count().as("n"_c));
  });
}
