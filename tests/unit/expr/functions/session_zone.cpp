// SPDX-License-Identifier: Apache-2.0
// Functions of times in the time zone of a query, over changes of clocks, held against Spark's.
#include <catch2/catch.hpp>

#include <millstream/expr/functions/time_format.hpp>
#include <millstream/expr/functions/time_units.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("session_zone: Europe/Berlin", "[expr][functions]") {
  ms::expr::batch_context const batch{{}, &ms::time_zone::named("Europe/Berlin")};
  ms::expr::in_batch const here(batch);
  CHECK_GOLDEN("times_berlin", "year", ms::year("ts"_c));
  CHECK_GOLDEN("times_berlin", "month", ms::month("ts"_c));
  CHECK_GOLDEN("times_berlin", "day", ms::day("ts"_c));
  CHECK_GOLDEN("times_berlin", "day_of_week", ms::day_of_week("ts"_c));
  CHECK_GOLDEN("times_berlin", "hour", ms::hour("ts"_c));
  CHECK_GOLDEN("times_berlin", "minute", ms::minute("ts"_c));
  CHECK_GOLDEN("times_berlin", "second", ms::second("ts"_c));
  CHECK_GOLDEN("times_berlin", "date_trunc_year", ms::date_trunc("YEAR", "ts"_c));
  CHECK_GOLDEN("times_berlin", "date_trunc_quarter", ms::date_trunc("QUARTER", "ts"_c));
  CHECK_GOLDEN("times_berlin", "date_trunc_month", ms::date_trunc("MONTH", "ts"_c));
  CHECK_GOLDEN("times_berlin", "date_trunc_week", ms::date_trunc("WEEK", "ts"_c));
  CHECK_GOLDEN("times_berlin", "date_trunc_day", ms::date_trunc("DAY", "ts"_c));
  CHECK_GOLDEN("times_berlin", "date_trunc_hour", ms::date_trunc("HOUR", "ts"_c));
  CHECK_GOLDEN("times_berlin", "date_trunc_minute", ms::date_trunc("MINUTE", "ts"_c));
  CHECK_GOLDEN("times_berlin", "date_trunc_second", ms::date_trunc("SECOND", "ts"_c));
  CHECK_GOLDEN("times_berlin", "date_trunc_millisecond", ms::date_trunc("MILLISECOND", "ts"_c));
  CHECK_GOLDEN("times_berlin", "date_trunc_microsecond", ms::date_trunc("MICROSECOND", "ts"_c));
  CHECK_GOLDEN("times_berlin", "to_date", ms::to_date("ts"_c));
  CHECK_GOLDEN("times_berlin", "to_timestamp_date", ms::to_timestamp("dt"_c));
  CHECK_GOLDEN("times_berlin", "to_timestamp", ms::to_timestamp("s"_c));
  CHECK_GOLDEN("times_berlin", "to_timestamp_format",
               ms::to_timestamp("s"_c, "yyyy-MM-dd HH:mm:ss"));
  CHECK_GOLDEN("times_berlin", "date_format",
               ms::date_format("ts"_c, "yyyy-MM-dd HH:mm:ss VV z O xxx"));
  CHECK_GOLDEN("times_berlin", "unix_timestamp_date", ms::unix_timestamp("dt"_c));
  CHECK_GOLDEN("times_berlin", "from_unixtime", ms::from_unixtime("l"_c));
  CHECK_GOLDEN("times_berlin", "make_timestamp",
               ms::make_timestamp(2020, "i"_c, "j"_c, "l"_c, 30, 0));
  CHECK_GOLDEN("times_berlin", "plus", "ts"_c + "iv"_c);
  CHECK_GOLDEN("times_berlin", "minus", "ts"_c - "iv"_c);
  CHECK_GOLDEN("times_berlin", "difference", "ts"_c - "us"_c);
  CHECK_GOLDEN("times_berlin", "months_between", ms::months_between("ts"_c, "us"_c));
  CHECK_GOLDEN("times_berlin", "date_plus_duration", "dt"_c + "iv"_c);
  CHECK_GOLDEN("times_berlin", "date_add", ms::date_add("ts"_c, 1));
  CHECK_GOLDEN("times_berlin", "timestamp_add_year", ms::timestamp_add("YEAR", "i"_c, "ts"_c));
  CHECK_GOLDEN("times_berlin", "timestamp_add_quarter",
               ms::timestamp_add("QUARTER", "i"_c, "ts"_c));
  CHECK_GOLDEN("times_berlin", "timestamp_add_month", ms::timestamp_add("MONTH", "i"_c, "ts"_c));
  CHECK_GOLDEN("times_berlin", "timestamp_add_week", ms::timestamp_add("WEEK", "i"_c, "ts"_c));
  CHECK_GOLDEN("times_berlin", "timestamp_add_day", ms::timestamp_add("DAY", "i"_c, "ts"_c));
  CHECK_GOLDEN("times_berlin", "timestamp_add_hour", ms::timestamp_add("HOUR", "i"_c, "ts"_c));
  CHECK_GOLDEN("times_berlin", "timestamp_diff_year", ms::timestamp_diff("YEAR", "ts"_c, "us"_c));
  CHECK_GOLDEN("times_berlin", "timestamp_diff_quarter",
               ms::timestamp_diff("QUARTER", "ts"_c, "us"_c));
  CHECK_GOLDEN("times_berlin", "timestamp_diff_month", ms::timestamp_diff("MONTH", "ts"_c, "us"_c));
  CHECK_GOLDEN("times_berlin", "timestamp_diff_week", ms::timestamp_diff("WEEK", "ts"_c, "us"_c));
  CHECK_GOLDEN("times_berlin", "timestamp_diff_day", ms::timestamp_diff("DAY", "ts"_c, "us"_c));
  CHECK_GOLDEN("times_berlin", "timestamp_diff_hour", ms::timestamp_diff("HOUR", "ts"_c, "us"_c));
  CHECK_GOLDEN("times_berlin", "timestamp_diff_minute",
               ms::timestamp_diff("MINUTE", "ts"_c, "us"_c));
  CHECK_GOLDEN("times_berlin", "cast_date", ms::cast<ms::date>("ts"_c));
  CHECK_GOLDEN("times_berlin", "cast_timestamp", ms::cast<ms::timestamp>("dt"_c));
  CHECK_GOLDEN("times_berlin", "cast_text", ms::cast<ms::timestamp>("s"_c));
}

TEST_CASE("session_zone: America/New_York", "[expr][functions]") {
  ms::expr::batch_context const batch{{}, &ms::time_zone::named("America/New_York")};
  ms::expr::in_batch const here(batch);
  CHECK_GOLDEN("times_new_york", "hour", ms::hour("ts"_c));
  CHECK_GOLDEN("times_new_york", "day", ms::day("ts"_c));
  CHECK_GOLDEN("times_new_york", "date_trunc_year", ms::date_trunc("YEAR", "ts"_c));
  CHECK_GOLDEN("times_new_york", "date_trunc_quarter", ms::date_trunc("QUARTER", "ts"_c));
  CHECK_GOLDEN("times_new_york", "date_trunc_month", ms::date_trunc("MONTH", "ts"_c));
  CHECK_GOLDEN("times_new_york", "date_trunc_week", ms::date_trunc("WEEK", "ts"_c));
  CHECK_GOLDEN("times_new_york", "date_trunc_day", ms::date_trunc("DAY", "ts"_c));
  CHECK_GOLDEN("times_new_york", "date_trunc_hour", ms::date_trunc("HOUR", "ts"_c));
  CHECK_GOLDEN("times_new_york", "to_timestamp", ms::to_timestamp("s"_c));
  CHECK_GOLDEN("times_new_york", "to_timestamp_date", ms::to_timestamp("dt"_c));
  CHECK_GOLDEN("times_new_york", "plus", "ts"_c + "iv"_c);
  CHECK_GOLDEN("times_new_york", "minus", "ts"_c - "iv"_c);
  CHECK_GOLDEN("times_new_york", "to_timestamp_format",
               ms::to_timestamp("s"_c, "yyyy-MM-dd HH:mm:ss"));
  CHECK_GOLDEN("times_new_york", "date_format",
               ms::date_format("ts"_c, "yyyy-MM-dd HH:mm:ss z xxx"));
}
