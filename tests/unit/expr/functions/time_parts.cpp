// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/time_parts.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("time_parts: parts of a day are Spark's", "[expr][functions]") {
  CHECK_GOLDEN("times", "year", ms::year("ts"_c));
  CHECK_GOLDEN("times", "year_date", ms::year("dt"_c));
  CHECK_GOLDEN("times", "quarter", ms::quarter("ts"_c));
  CHECK_GOLDEN("times", "quarter_date", ms::quarter("dt"_c));
  CHECK_GOLDEN("times", "month", ms::month("ts"_c));
  CHECK_GOLDEN("times", "month_date", ms::month("dt"_c));
  CHECK_GOLDEN("times", "day", ms::day("ts"_c));
  CHECK_GOLDEN("times", "day_date", ms::day("dt"_c));
  CHECK_GOLDEN("times", "day_of_month", ms::day_of_month("ts"_c));
  CHECK_GOLDEN("times", "day_of_month_date", ms::day_of_month("dt"_c));
  CHECK_GOLDEN("times", "day_of_week", ms::day_of_week("ts"_c));
  CHECK_GOLDEN("times", "day_of_week_date", ms::day_of_week("dt"_c));
  CHECK_GOLDEN("times", "weekday", ms::weekday("ts"_c));
  CHECK_GOLDEN("times", "weekday_date", ms::weekday("dt"_c));
  CHECK_GOLDEN("times", "day_of_year", ms::day_of_year("ts"_c));
  CHECK_GOLDEN("times", "day_of_year_date", ms::day_of_year("dt"_c));
  CHECK_GOLDEN("times", "week_of_year", ms::week_of_year("ts"_c));
  CHECK_GOLDEN("times", "week_of_year_date", ms::week_of_year("dt"_c));
}

TEST_CASE("time_parts: parts of a clock are Spark's", "[expr][functions]") {
  CHECK_GOLDEN("times", "hour", ms::hour("ts"_c));
  CHECK_GOLDEN("times", "minute", ms::minute("ts"_c));
  CHECK_GOLDEN("times", "second", ms::second("ts"_c));
}
