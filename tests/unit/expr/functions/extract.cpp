// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/arithmetic.hpp>
#include <millstream/expr/functions/extract.hpp>
#include <millstream/expr/functions/time.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("extract: parts of timestamps give what Spark gives", "[expr][functions][time]") {
  CHECK_GOLDEN("extracts", "year", ms::extract<"YEAR">("ts"_c));
  CHECK_GOLDEN("extracts", "yearofweek", ms::extract<"YEAROFWEEK">("ts"_c));
  CHECK_GOLDEN("extracts", "quarter", ms::extract<"QUARTER">("ts"_c));
  CHECK_GOLDEN("extracts", "month", ms::extract<"MONTH">("ts"_c));
  CHECK_GOLDEN("extracts", "week", ms::extract<"WEEK">("ts"_c));
  CHECK_GOLDEN("extracts", "day", ms::extract<"DAY">("ts"_c));
  CHECK_GOLDEN("extracts", "dayofweek", ms::extract<"DAYOFWEEK">("ts"_c));
  CHECK_GOLDEN("extracts", "dayofweek_iso", ms::extract<"DAYOFWEEK_ISO">("ts"_c));
  CHECK_GOLDEN("extracts", "doy", ms::extract<"DOY">("ts"_c));
  CHECK_GOLDEN("extracts", "hour", ms::extract<"HOUR">("ts"_c));
  CHECK_GOLDEN("extracts", "minute", ms::extract<"MINUTE">("ts"_c));
  CHECK_GOLDEN("extracts", "second", ms::extract<"SECOND">("ts"_c));
}

TEST_CASE("extract: parts of dates give what Spark gives", "[expr][functions][time]") {
  CHECK_GOLDEN("extracts", "year_date", ms::date_part<"year">("dt"_c));
  CHECK_GOLDEN("extracts", "yearofweek_date", ms::date_part<"yearofweek">("dt"_c));
  CHECK_GOLDEN("extracts", "quarter_date", ms::date_part<"quarter">("dt"_c));
  CHECK_GOLDEN("extracts", "month_date", ms::date_part<"month">("dt"_c));
  CHECK_GOLDEN("extracts", "week_date", ms::date_part<"week">("dt"_c));
  CHECK_GOLDEN("extracts", "day_date", ms::date_part<"day">("dt"_c));
  CHECK_GOLDEN("extracts", "dayofweek_date", ms::date_part<"dayofweek">("dt"_c));
  CHECK_GOLDEN("extracts", "dayofweek_iso_date", ms::date_part<"dayofweek_iso">("dt"_c));
  CHECK_GOLDEN("extracts", "doy_date", ms::date_part<"doy">("dt"_c));
}

TEST_CASE("extract: parts of spans of time give what Spark gives", "[expr][functions][time]") {
  CHECK_GOLDEN("extracts", "day_span", ms::extract<"day">("iv"_c));
  CHECK_GOLDEN("extracts", "hour_span", ms::extract<"hour">("iv"_c));
  CHECK_GOLDEN("extracts", "minute_span", ms::extract<"minute">("iv"_c));
  CHECK_GOLDEN("extracts", "second_span", ms::extract<"second">("iv"_c));
}

TEST_CASE("try_add, try_subtract: sums of times are null where they do not fit, as in Spark",
          "[expr][functions][time]") {
  using namespace std::chrono_literals;
  CHECK_GOLDEN("extracts", "try_add_span", ms::unix_micros(ms::try_add("ts"_c, "iv"_c)));
  CHECK_GOLDEN("extracts", "try_subtract_span", ms::unix_micros(ms::try_subtract("ts"_c, "iv"_c)));
  CHECK_GOLDEN("extracts", "try_add_spans", ms::try_add("iv"_c, "iv"_c));
  CHECK_GOLDEN("extracts", "try_subtract_spans", ms::try_subtract("iv"_c, 24h));
  CHECK_GOLDEN("extracts", "try_add_days", ms::try_add("dt"_c, "i"_c));
  CHECK_GOLDEN("extracts", "try_subtract_days", ms::try_subtract("dt"_c, "i"_c));
}
