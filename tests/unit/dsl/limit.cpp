// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/plan/describe.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {
auto const watched = sample::stream() | ms::with_watermark("ts"_c, 1s);
auto const counts = sample::stream() | ms::group_by("k"_c) | ms::agg(ms::count().as("n"_c));
template <class Mode, class S>
constexpr bool legal(Mode, S const&) {
  return ms::is_legal<sample::plan_of<S>, Mode>;
}
}  // namespace

TEST_CASE("limit: keeps columns and tag, and refuses a negative number", "[dsl]") {
  CHECK(sample::columns(watched | ms::limit(3)) == sample::columns(watched));
  CHECK(sample::event_time(watched | ms::limit(3)) == "ts");
  CHECK_THROWS_AS(ms::limit(-1), ms::error);
}

TEST_CASE("limit: is legal in append mode, and in complete mode behind an aggregation",
          "[dsl][rule45]") {
  auto const plain = watched | ms::limit(3);
  CHECK((legal(ms::append, plain) && !legal(ms::update, plain) && !legal(ms::complete, plain)));
  auto const groups = counts | ms::limit(3);
  CHECK((!legal(ms::append, groups) && !legal(ms::update, groups) && legal(ms::complete, groups)));
}

TEST_CASE("limit: no aggregation, union or watermark stands above it", "[dsl]") {
  constexpr auto fits = []<class S, class W>(S const&, W const&) { return ms::applicable<W, S>; };
  auto const some = sample::stream() | ms::limit(3);
  CHECK(fits(some, ms::where("v"_c > 1)));
  CHECK(fits(some, ms::limit(2)));
  CHECK_FALSE(fits(some, ms::with_watermark("ts"_c, 1s)));
  CHECK_FALSE(fits(some, ms::union_(sample::stream())));
  CHECK_FALSE(fits(sample::stream(), ms::union_(some)));
  CHECK_FALSE(fits(some, ms::distinct()));
  CHECK_FALSE(fits(sample::colours(), ms::limit(1)));
}

TEST_CASE("order_by: is legal in complete mode behind an aggregation", "[dsl][rule44]") {
  auto const sorted = counts | ms::order_by(ms::desc("n"_c), "k"_c);
  CHECK((!legal(ms::append, sorted) && !legal(ms::update, sorted) && legal(ms::complete, sorted)));
  auto const plain = sample::stream() | ms::sort("k"_c);
  CHECK((!legal(ms::append, plain) && !legal(ms::update, plain) && !legal(ms::complete, plain)));
  CHECK(ms::plan::describe(sorted.plan)
            .to_string()
            .starts_with("Sort [desc_nulls_last(n), asc_nulls_first(k)]\n"));
  CHECK_FALSE(ms::applicable<decltype(ms::order_by("none"_c)), decltype(counts)>);
}
