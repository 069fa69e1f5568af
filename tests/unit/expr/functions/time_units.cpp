// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/time_units.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("time_units: times are cut as in Spark", "[expr][functions]") {
  CHECK_GOLDEN("times", "date_trunc_year", ms::date_trunc("YEAR", "ts"_c));
  CHECK_GOLDEN("times", "date_trunc_quarter", ms::date_trunc("QUARTER", "ts"_c));
  CHECK_GOLDEN("times", "date_trunc_month", ms::date_trunc("MONTH", "ts"_c));
  CHECK_GOLDEN("times", "date_trunc_week", ms::date_trunc("WEEK", "ts"_c));
  CHECK_GOLDEN("times", "date_trunc_day", ms::date_trunc("DAY", "ts"_c));
  CHECK_GOLDEN("times", "date_trunc_hour", ms::date_trunc("HOUR", "ts"_c));
  CHECK_GOLDEN("times", "date_trunc_minute", ms::date_trunc("MINUTE", "ts"_c));
  CHECK_GOLDEN("times", "date_trunc_second", ms::date_trunc("SECOND", "ts"_c));
  CHECK_GOLDEN("times", "date_trunc_millisecond", ms::date_trunc("MILLISECOND", "ts"_c));
  CHECK_GOLDEN("times", "date_trunc_microsecond", ms::date_trunc("MICROSECOND", "ts"_c));
  CHECK_GOLDEN("times", "date_trunc_mon", ms::date_trunc("mon", "ts"_c));
  CHECK_GOLDEN("times", "date_trunc_date", ms::date_trunc("year", "dt"_c));
  CHECK_GOLDEN("times", "trunc_year", ms::trunc("dt"_c, "year"));
  CHECK_GOLDEN("times", "trunc_quarter", ms::trunc("dt"_c, "quarter"));
  CHECK_GOLDEN("times", "trunc_month", ms::trunc("dt"_c, "month"));
  CHECK_GOLDEN("times", "trunc_week", ms::trunc("dt"_c, "week"));
  CHECK_THROWS_AS(ms::date_trunc("fortnight", "ts"_c), ms::error);
  CHECK_THROWS_AS(ms::trunc("dt"_c, "day"), ms::error);
}

TEST_CASE("time_units: steps and differences are Spark's", "[expr][functions]") {
  CHECK_GOLDEN("times", "timestamp_add_year", ms::timestamp_add("YEAR", "i"_c, "ts"_c));
  CHECK_GOLDEN("times", "timestamp_add_quarter", ms::timestamp_add("QUARTER", "i"_c, "ts"_c));
  CHECK_GOLDEN("times", "timestamp_add_month", ms::timestamp_add("MONTH", "i"_c, "ts"_c));
  CHECK_GOLDEN("times", "timestamp_add_week", ms::timestamp_add("WEEK", "i"_c, "ts"_c));
  CHECK_GOLDEN("times", "timestamp_add_day", ms::timestamp_add("DAY", "i"_c, "ts"_c));
  CHECK_GOLDEN("times", "timestamp_add_hour", ms::timestamp_add("HOUR", "i"_c, "ts"_c));
  CHECK_GOLDEN("times", "timestamp_add_minute", ms::timestamp_add("MINUTE", "i"_c, "ts"_c));
  CHECK_GOLDEN("times", "timestamp_add_second", ms::timestamp_add("SECOND", "i"_c, "ts"_c));
  CHECK_GOLDEN("times", "timestamp_add_millisecond",
               ms::timestamp_add("MILLISECOND", "i"_c, "ts"_c));
  CHECK_GOLDEN("times", "timestamp_add_microsecond",
               ms::timestamp_add("MICROSECOND", "i"_c, "ts"_c));
  CHECK_GOLDEN("times", "timestamp_diff_year", ms::timestamp_diff("YEAR", "ts"_c, "us"_c));
  CHECK_GOLDEN("times", "timestamp_diff_quarter", ms::timestamp_diff("QUARTER", "ts"_c, "us"_c));
  CHECK_GOLDEN("times", "timestamp_diff_month", ms::timestamp_diff("MONTH", "ts"_c, "us"_c));
  CHECK_GOLDEN("times", "timestamp_diff_week", ms::timestamp_diff("WEEK", "ts"_c, "us"_c));
  CHECK_GOLDEN("times", "timestamp_diff_day", ms::timestamp_diff("DAY", "ts"_c, "us"_c));
  CHECK_GOLDEN("times", "timestamp_diff_hour", ms::timestamp_diff("HOUR", "ts"_c, "us"_c));
  CHECK_GOLDEN("times", "timestamp_diff_minute", ms::timestamp_diff("MINUTE", "ts"_c, "us"_c));
  CHECK_GOLDEN("times", "timestamp_diff_second", ms::timestamp_diff("SECOND", "ts"_c, "us"_c));
  CHECK_GOLDEN("times", "timestamp_diff_millisecond",
               ms::timestamp_diff("MILLISECOND", "ts"_c, "us"_c));
  CHECK_GOLDEN("times", "timestamp_diff_microsecond",
               ms::timestamp_diff("MICROSECOND", "ts"_c, "us"_c));
  CHECK_THROWS_AS(ms::timestamp_add("decade", 1, "ts"_c), ms::error);
}
