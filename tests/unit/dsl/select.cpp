// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {
auto const watched = sample::stream() | ms::with_watermark("ts"_c, 1s);
}

TEST_CASE("select: the named expressions are the columns, in their order", "[dsl]") {
  auto const s =
      watched | ms::select("v"_c, ("v"_c / 2).as("half"_c), "site.city"_c, "home.number"_c);
  using schema = sample::schema_at<decltype(s)>;
  static_assert(
      std::is_same_v<schema, ms::schema<ms::field<"v", std::int64_t>, ms::field<"half", double>,
                                        ms::field<"city", std::string>,
                                        ms::field<"number", std::optional<std::int32_t>>>>);
  CHECK(sample::event_time(s).empty());
  CHECK(sample::event_time(watched | ms::select("ts"_c)) == "ts");
  CHECK(sample::event_time(watched | ms::select("ts"_c.as("t"_c))) == "t");
}

TEST_CASE("select: with_column replaces in place or adds behind", "[dsl]") {
  auto const added = watched | ms::with_column("w"_c, 1.5);
  CHECK(sample::columns(added) == sample::columns(watched) + "w ");
  static_assert(std::is_same_v<sample::schema_at<decltype(added)>::type_of<"w">, double>);
  auto const replaced = watched | ms::with_column("k"_c, "v"_c);
  CHECK(sample::columns(replaced) == sample::columns(watched));
  static_assert(std::is_same_v<sample::schema_at<decltype(replaced)>::type_of<"k">, std::int64_t>);
  CHECK(sample::event_time(added) == "ts");
  CHECK(sample::event_time(watched | ms::with_column("ts"_c, "ts"_c + 1s)).empty());
}

TEST_CASE("select: drop leaves the others", "[dsl]") {
  CHECK(sample::columns(watched | ms::select("k"_c, "v"_c, "ts"_c) | ms::drop("v"_c)) == "k ts ");
  CHECK(sample::event_time(watched | ms::drop("ts"_c)).empty());
}

TEST_CASE("select: windows are a column of records, and the event time where they are of it",
          "[dsl][rule53]") {
  auto const selected = watched | ms::select("k"_c, ms::window("ts"_c, 10s), "v"_c);
  static_assert(
      std::is_same_v<sample::schema_at<decltype(selected)>,
                     ms::schema<ms::field<"k", std::string>, ms::field<"window", ms::window_bounds>,
                                ms::field<"v", std::int64_t>>>);
  CHECK(sample::event_time(selected) == "window");
  auto const added = watched | ms::with_column("w"_c, ms::window("ts"_c, 10s, 5s));
  CHECK(sample::columns(added) == sample::columns(watched) + "w ");
  CHECK(sample::event_time(added) == "w");
  auto const of_windows = selected | ms::with_column("hour"_c, ms::window("window"_c, 1h));
  CHECK(sample::event_time(of_windows) == "hour");
  CHECK(sample::event_time(watched | ms::with_column("w"_c, ms::window("ts"_c + 1s, 10s))) == "ts");
}
