// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {
auto const watched = sample::stream() | ms::with_watermark("ts"_c, 1s);
}

TEST_CASE("aggregate: the keys are the first columns, then the aggregates by their names",
          "[dsl]") {
  auto const s = watched | ms::group_by(ms::window("ts"_c, 5s), "k"_c, ("v"_c % 2).as("odd"_c)) |
                 ms::agg(ms::count(), ms::sum("n"_c).as("total"_c), ms::avg("v"_c), ms::max("k"_c));
  using schema = sample::schema_at<decltype(s)>;
  static_assert(
      std::is_same_v<schema,
                     ms::schema<ms::field<"window", ms::window_bounds>, ms::field<"k", std::string>,
                                ms::field<"odd", std::int64_t>, ms::field<"count", std::int64_t>,
                                ms::field<"total", std::optional<std::int64_t>>,
                                ms::field<"avg", double>, ms::field<"max", std::string>>>);
  CHECK(sample::event_time(s) == "window");
}

TEST_CASE("aggregate: a window behind which nothing watches has no event time", "[dsl]") {
  CHECK(sample::event_time(sample::stream() | ms::group_by(ms::window("ts"_c, 5s)) |
                           ms::agg(ms::count()))
            .empty());
  CHECK(sample::event_time(watched | ms::group_by("k"_c) | ms::agg(ms::count())).empty());
  CHECK(sample::event_time(watched | ms::group_by("ts"_c) | ms::agg(ms::count())) == "ts");
}

TEST_CASE("aggregate: without group_by all rows are one group", "[dsl]") {
  CHECK(sample::columns(watched | ms::agg(ms::count(), ms::min("v"_c))) == "count min ");
}
