// SPDX-License-Identifier: Apache-2.0
//
// Late rows as an output against the reference interpreter: the same rows of each batch, whole, with any number of
// threads and of state partitions, over restarts, with the optimizer on and off; and all else as without them.
#include "fused_comparison.hpp"

using namespace fused_test;

namespace {

struct with_late_rows {
  auto operator()(auto const& query, ms::testing::memory_sink const& late) const {
    return query.late_rows(late);
  }
};
struct with_late_rows_and_no_rules {
  auto operator()(auto const& query, ms::testing::memory_sink const& late) const {
    return query.late_rows(late).without_rules(ms::all_rules);
  }
};
std::vector<setting> const settings{{1}, {2}, {1, true}, {2, true}};

}  // namespace

TEST_CASE("late rows: those of windows are what the reference gives",
          "[property][rule34][rule40]") {
  auto const sliding = [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 3s) | ms::where("x"_c > 0.5) |
           ms::with_column("y"_c, "x"_c * 2) | ms::group_by(ms::window("ts"_c, 6s, 2s, 1s), "k"_c) |
           ms::agg(ms::sum("x"_c).as("t"_c));
  };
  check("sliding", sliding, ms::append, mode::append, settings, with_late_rows());
  check("sliding, no rules", sliding, ms::update, mode::update, settings,
        with_late_rows_and_no_rules());
  check(
      "of two streams, a condition on a key above",
      [](auto a, auto b) {
        return a | ms::with_watermark("ts"_c, 3s) | ms::union_(b | ms::with_watermark("ts"_c, 1s)) |
               ms::select("v"_c, "ts"_c.as("t"_c), "k"_c) |
               ms::group_by(ms::window("t"_c, 4s), "k"_c) | ms::agg(ms::count().as("n"_c)) |
               ms::where("k"_c == "a") | ms::select("window.start"_c, "n"_c);
      },
      ms::append, mode::append, settings, with_late_rows());
}

TEST_CASE("late rows: those of sessions and duplicates are what the reference gives",
          "[property][rule61][rule67]") {
  check(
      "sessions",
      [](auto s, auto) {
        return s | ms::with_watermark("ts"_c, 3s) |
               ms::group_by("k"_c, ms::session_window("ts"_c, 2s)) | ms::agg(ms::count().as("n"_c));
      },
      ms::append, mode::append, settings, with_late_rows());
  check(
      "duplicates below windows",
      [](auto s, auto) {
        return s | ms::with_watermark("ts"_c, 3s) | ms::drop_duplicates("ts"_c, "k"_c) |
               ms::group_by(ms::window("ts"_c, 5s)) | ms::agg(ms::count().as("n"_c));
      },
      ms::append, mode::append, settings, with_late_rows());
}
