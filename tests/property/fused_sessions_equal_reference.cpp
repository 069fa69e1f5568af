// SPDX-License-Identifier: Apache-2.0
//
// The fused engine against the reference interpreter: aggregations by sessions. Rows come out of order, so that
// sessions grow at both ends and become one.
#include "fused_comparison.hpp"

using namespace fused_test;

TEST_CASE("fused engine: sessions of a fixed gap are what the reference gives",
          "[property][rule22][rule34][rule60]") {
  check_append("by a text", [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 6s) |
           ms::group_by("k"_c, ms::session_window("ts"_c, 2s)) |
           ms::agg(ms::count().as("n"_c), ms::sum("x"_c).as("total"_c),
                   ms::min("v"_c).as("least"_c));
  });
  check_append("by a number, the session first", [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 15s) |
           ms::group_by(ms::session_window("ts"_c, 1s).as("s"_c), "d"_c) |
           ms::agg(ms::avg("v"_c).as("mean"_c), ms::max("p"_c).as("most"_c)) |
           ms::where(ms::is_not_null("mean"_c));
  });
  check_complete("all of two streams", [](auto a, auto b) {
    return a | ms::with_watermark("ts"_c, 3s) | ms::union_(b | ms::with_watermark("ts"_c, 1s)) |
           ms::group_by(ms::session_window("ts"_c, 700ms), "k"_c, "v"_c) |
           ms::agg(ms::count().as("n"_c));
  });
}

TEST_CASE("fused engine: sessions of gaps of their own are what the reference gives",
          "[property][rule61]") {
  auto const gap = ms::make_dt_interval(0, 0, 0, "v"_c);
  check_append("by a text", [=](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 6s) |
           ms::group_by("k"_c, ms::session_window("ts"_c, gap)) | ms::agg(ms::count().as("n"_c));
  });
  check_complete("by a text", [=](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 6s) |
           ms::group_by("k"_c, ms::session_window("ts"_c, gap)) | ms::agg(ms::sum("x"_c).as("n"_c));
  });
}

TEST_CASE("fused engine: sessions in a chain are what the reference gives",
          "[property][rule38][rule64]") {
  check_append("duplicates below", [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 3s) | ms::drop_duplicates("ts"_c, "k"_c) |
           ms::group_by("k"_c, ms::session_window("ts"_c, 3s)) | ms::agg(ms::count().as("n"_c));
  });
  check_append("windows of sessions, sessions of windows", [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 3s) | ms::group_by(ms::window("ts"_c, 2s), "k"_c, "v"_c) |
           ms::agg(ms::count().as("n"_c)) |
           ms::group_by(ms::session_window("window"_c, 1500ms), "k"_c) |
           ms::agg(ms::sum("n"_c).as("n"_c)) |
           ms::group_by(ms::window(ms::window_time("session_window"_c), 5s)) |
           ms::agg(ms::count().as("sessions"_c), ms::sum("n"_c).as("rows"_c));
  });
  check_append("sessions of sessions", [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 3s) |
           ms::group_by(ms::session_window("ts"_c, 2s), "k"_c, "v"_c) |
           ms::agg(ms::count().as("n"_c)) | ms::group_by("session_window"_c, "k"_c) |
           ms::agg(ms::count().as("sessions"_c), ms::sum("n"_c).as("rows"_c));
  });
  check_append("duplicates above", [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 3s) |
           ms::group_by("k"_c, ms::session_window("ts"_c, 1s)) | ms::agg(ms::count().as("n"_c)) |
           ms::drop_duplicates("n"_c, "session_window"_c) | ms::select("n"_c, "session_window"_c);
  });
}
