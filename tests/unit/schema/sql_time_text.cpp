// SPDX-License-Identifier: Apache-2.0
// What Spark reads is held in tests/unit/expr/functions/time.cpp; here what its goldens can't show.
#include <catch2/catch.hpp>

#include <millstream/schema/sql_time_text.hpp>

namespace ms = millstream;

TEST_CASE("sql_time_text: a time keeps the zone that its text names", "[schema]") {
  auto const named = ms::parse_sql_time("2020-02-29 10:11:12.5 Europe/Berlin");
  REQUIRE(named);
  CHECK(named->zone == ms::time_zone::find("Europe/Berlin"));
  auto const without = ms::parse_sql_time(" 2020-2-29T10:11 ");
  REQUIRE(without);
  CHECK(without->zone == nullptr);
  CHECK(named->microseconds - without->microseconds == 12'500'000);
}

TEST_CASE("sql_time_text: years far away are dates, and times as far as they go", "[schema]") {
  CHECK(ms::parse_sql_date("-0001-01-01"));
  CHECK(ms::parse_sql_date("1234567-01-01"));
  CHECK(ms::parse_sql_time("294247-01-10 04:00:54"));
  CHECK_FALSE(ms::parse_sql_time("294247-01-10 04:00:55"));
  CHECK_FALSE(ms::parse_sql_time("12:30:00"));
}
