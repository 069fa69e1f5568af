// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/time.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("time: the calendar is Spark's", "[expr][functions]") {
  CHECK_GOLDEN("times", "date_add", ms::date_add("dt"_c, "i"_c));
  CHECK_GOLDEN("times", "date_sub", ms::date_sub("dt"_c, "i"_c));
  CHECK_GOLDEN("times", "date_add_timestamp", ms::date_add("ts"_c, 1));
  CHECK_GOLDEN("times", "date_diff", ms::date_diff("dt"_c, "du"_c));
  CHECK_GOLDEN("times", "add_months", ms::add_months("dt"_c, "i"_c));
  CHECK_GOLDEN("times", "months_between", ms::months_between("ts"_c, "us"_c));
  CHECK_GOLDEN("times", "months_between_exact", ms::months_between_exactly("ts"_c, "us"_c));
  CHECK_GOLDEN("times", "last_day", ms::last_day("dt"_c));
  CHECK_GOLDEN("times", "next_day_mon", ms::next_day("dt"_c, "MON"));
  CHECK_GOLDEN("times", "next_day_su", ms::next_day("dt"_c, "su"));
  CHECK_GOLDEN("times", "next_day_thursday", ms::next_day("dt"_c, "thursday"));
  CHECK_THROWS_AS(ms::next_day("dt"_c, "mo1"), ms::error);
}

TEST_CASE("time: times are made of numbers as in Spark", "[expr][functions]") {
  CHECK_GOLDEN("times", "make_date", ms::make_date("i"_c, "j"_c, "l"_c));
  CHECK_GOLDEN("times", "make_timestamp", ms::make_timestamp(2020, 2, 29, "i"_c, "j"_c, "d"_c));
  CHECK_GOLDEN("times", "make_timestamp_date", ms::make_timestamp("i"_c, "j"_c, "l"_c, 10, 11, 12));
  CHECK_GOLDEN("times", "make_dt_interval", ms::make_dt_interval("i"_c, "j"_c, "l"_c, "d"_c));
  CHECK_GOLDEN("times", "timestamp_seconds", ms::timestamp_seconds("l"_c));
  CHECK_GOLDEN("times", "timestamp_seconds_double", ms::timestamp_seconds("d"_c));
  CHECK_GOLDEN("times", "timestamp_millis", ms::timestamp_millis("l"_c));
  CHECK_GOLDEN("times", "timestamp_micros", ms::timestamp_micros("l"_c));
  CHECK_GOLDEN("times", "date_from_unix_date", ms::date_from_unix_date("i"_c));
}

TEST_CASE("time: times become numbers as in Spark", "[expr][functions]") {
  CHECK_GOLDEN("times", "unix_seconds", ms::unix_seconds("ts"_c));
  CHECK_GOLDEN("times", "unix_millis", ms::unix_millis("ts"_c));
  CHECK_GOLDEN("times", "unix_micros", ms::unix_micros("ts"_c));
  CHECK_GOLDEN("times", "unix_date", ms::unix_date("dt"_c));
}

TEST_CASE("time: text is read as Spark's casts read it", "[expr][functions]") {
  CHECK_GOLDEN("times", "to_date", ms::to_date("s"_c));
  CHECK_GOLDEN("times", "to_timestamp", ms::to_timestamp("s"_c));
  CHECK_GOLDEN("times", "try_to_timestamp", ms::try_to_timestamp("s"_c));
  CHECK_GOLDEN("times", "to_date_timestamp", ms::to_date("ts"_c));
  CHECK_GOLDEN("times", "to_timestamp_date", ms::to_timestamp("dt"_c));
}

TEST_CASE("time: arithmetic of times is Spark's", "[expr][functions]") {
  CHECK_GOLDEN("times", "plus", ms::unix_micros("ts"_c + "iv"_c));
  CHECK_GOLDEN("times", "minus", ms::unix_micros("ts"_c - "iv"_c));
  CHECK_GOLDEN("times", "difference", "ts"_c - "us"_c);
  CHECK_GOLDEN("times", "duration_plus", "iv"_c + "iv"_c);
  CHECK_GOLDEN("times", "duration_minus", "iv"_c - "iv"_c);
  CHECK_GOLDEN("times", "date_plus", "dt"_c + "i"_c);
  CHECK_GOLDEN("times", "date_minus", "dt"_c - "i"_c);
  CHECK_GOLDEN("times", "date_plus_duration", "dt"_c + "iv"_c);
}

TEST_CASE("time: the time of the batch is one value, and an error without a batch",
          "[expr][functions]") {
  golden::wide_record const row;
  CHECK_THROWS_AS(ms::expr::evaluate(ms::now(), row), ms::error);
  ms::expr::batch_context const batch{ms::timestamp(std::chrono::hours(23)),
                                      &ms::time_zone::named("Europe/Berlin")};
  ms::expr::in_batch const here(batch);
  CHECK(ms::expr::evaluate(ms::now(), row) == batch.now);
  CHECK(ms::expr::evaluate(ms::current_timestamp(), row) == batch.now);
  // an hour ahead of UTC it is tomorrow
  CHECK(ms::expr::evaluate(ms::current_date(), row) == ms::date(std::chrono::days(1)));
}
