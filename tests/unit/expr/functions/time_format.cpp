// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/time_format.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("time_format: times are written as Spark writes them", "[expr][functions]") {
  CHECK_GOLDEN("time_formats", "date_format_iso",
               ms::date_format("ts"_c, "yyyy-MM-dd HH:mm:ss.SSSSSS"));
  CHECK_GOLDEN("time_formats", "date_format_short", ms::date_format("ts"_c, "y/M/d H:m:s"));
  CHECK_GOLDEN("time_formats", "date_format_names", ms::date_format("ts"_c, "EEE, d MMM yyyy"));
  CHECK_GOLDEN("time_formats", "date_format_long_names",
               ms::date_format("ts"_c, "EEEE, d MMMM yyyy"));
  CHECK_GOLDEN("time_formats", "date_format_half_day", ms::date_format("ts"_c, "hh:mm:ss a"));
  CHECK_GOLDEN("time_formats", "date_format_half_day_short", ms::date_format("ts"_c, "h K k a"));
  CHECK_GOLDEN("time_formats", "date_format_year_2", ms::date_format("ts"_c, "yy"));
  CHECK_GOLDEN("time_formats", "date_format_era", ms::date_format("ts"_c, "G yyyy"));
  CHECK_GOLDEN("time_formats", "date_format_quarter", ms::date_format("ts"_c, "Q QQ QQQ QQQQ"));
  CHECK_GOLDEN("time_formats", "date_format_day_of_year", ms::date_format("ts"_c, "D"));
  CHECK_GOLDEN("time_formats", "date_format_day_of_year_3", ms::date_format("ts"_c, "DDD"));
  CHECK_GOLDEN("time_formats", "date_format_fraction", ms::date_format("ts"_c, "S SSS SSSSSSSSS"));
  CHECK_GOLDEN("time_formats", "date_format_quotes", ms::date_format("ts"_c, "yyyy 'o''clock' ''"));
  CHECK_GOLDEN("time_formats", "date_format_zone", ms::date_format("ts"_c, "VV z x X"));
  CHECK_GOLDEN("time_formats", "date_format_offset",
               ms::date_format("ts"_c, "xxx XXX Z ZZZZ ZZZZZ O OOOO xx XX"));
  CHECK_GOLDEN("time_formats", "date_format_optional", ms::date_format("ts"_c, "yyyy[-MM[-dd]]"));
  CHECK_GOLDEN("time_formats", "date_format_year_5", ms::date_format("ts"_c, "yyyyy"));
  CHECK_GOLDEN("time_formats", "date_format_plain", ms::date_format("ts"_c, "yyyyMMddHHmmss"));
  CHECK_GOLDEN("time_formats", "date_format_stand_alone", ms::date_format("ts"_c, "L LL LLL LLLL"));
  CHECK_GOLDEN("time_formats", "date_format_aligned", ms::date_format("ts"_c, "F"));
  CHECK_GOLDEN("time_formats", "date_format_literals",
               ms::date_format("ts"_c, "yyyy.MM.dd, HH-mm|ss"));
  CHECK_GOLDEN("time_formats", "date_format_date", ms::date_format("dt"_c, "yyyy-MM-dd HH:mm"));
  CHECK_GOLDEN("time_formats", "from_unixtime", ms::from_unixtime("l"_c));
  CHECK_GOLDEN("time_formats", "from_unixtime_format", ms::from_unixtime("l"_c, "HH:mm d.M.yyyy"));
}

TEST_CASE("time_format: text is read as Spark reads it", "[expr][functions]") {
  CHECK_GOLDEN("time_formats", "to_timestamp_iso", ms::to_timestamp("s"_c, "yyyy-MM-dd HH:mm:ss"));
  CHECK_GOLDEN("time_formats", "to_timestamp_fraction",
               ms::to_timestamp("s"_c, "yyyy-MM-dd HH:mm:ss.SSSSSS"));
  CHECK_GOLDEN("time_formats", "to_timestamp_short", ms::to_timestamp("s"_c, "y/M/d H:m:s"));
  CHECK_GOLDEN("time_formats", "to_timestamp_names", ms::to_timestamp("s"_c, "d MMM yyyy"));
  CHECK_GOLDEN("time_formats", "to_timestamp_long_names", ms::to_timestamp("s"_c, "MMMM d, yyyy"));
  CHECK_GOLDEN("time_formats", "to_timestamp_half_day",
               ms::to_timestamp("s"_c, "yyyy-MM-dd hh:mm a"));
  CHECK_GOLDEN("time_formats", "to_timestamp_hours_k", ms::to_timestamp("s"_c, "yyyy-MM-dd k:mm"));
  CHECK_GOLDEN("time_formats", "to_timestamp_no_am", ms::to_timestamp("s"_c, "yyyy-MM-dd hh:mm"));
  CHECK_GOLDEN("time_formats", "to_timestamp_plain", ms::to_timestamp("s"_c, "yyyyMMddHHmmss"));
  CHECK_GOLDEN("time_formats", "to_timestamp_year_2", ms::to_timestamp("s"_c, "yy-MM-dd"));
  CHECK_GOLDEN("time_formats", "to_timestamp_date_only", ms::to_timestamp("s"_c, "yyyy-MM-dd"));
  CHECK_GOLDEN("time_formats", "to_timestamp_month_only", ms::to_timestamp("s"_c, "yyyy-MM"));
  CHECK_GOLDEN("time_formats", "to_timestamp_time_only", ms::to_timestamp("s"_c, "HH:mm:ss"));
  CHECK_GOLDEN("time_formats", "to_timestamp_optional",
               ms::to_timestamp("s"_c, "yyyy-MM-dd[ HH:mm[:ss]]"));
  CHECK_GOLDEN("time_formats", "to_timestamp_zone_offset",
               ms::to_timestamp("s"_c, "yyyy-MM-dd HH:mm:ssXXX"));
  CHECK_GOLDEN("time_formats", "to_timestamp_zone_z",
               ms::to_timestamp("s"_c, "yyyy-MM-dd HH:mm:ssZ"));
  CHECK_GOLDEN("time_formats", "to_timestamp_zone_region",
               ms::to_timestamp("s"_c, "yyyy-MM-dd HH:mm:ss VV"));
  CHECK_GOLDEN("time_formats", "to_timestamp_quotes", ms::to_timestamp("s"_c, "yyyy 'year' MM"));
  CHECK_GOLDEN("time_formats", "to_timestamp_day_of_year", ms::to_timestamp("s"_c, "yyyy-DDD"));
  CHECK_GOLDEN("time_formats", "to_timestamp_era", ms::to_timestamp("s"_c, "yyyy-MM-dd G"));
  CHECK_GOLDEN("time_formats", "try_to_timestamp_iso",
               ms::try_to_timestamp("s"_c, "yyyy-MM-dd HH:mm:ss"));
  CHECK_GOLDEN("time_formats", "to_date_names", ms::to_date("s"_c, "d MMM yyyy"));
  CHECK_GOLDEN("time_formats", "to_date_iso", ms::to_date("s"_c, "yyyy-MM-dd HH:mm:ss"));
  CHECK_GOLDEN("time_formats", "unix_timestamp_text", ms::unix_timestamp("s"_c));
  CHECK_GOLDEN("time_formats", "unix_timestamp_format",
               ms::unix_timestamp("s"_c, "yyyyMMddHHmmss"));
  CHECK_GOLDEN("times", "unix_timestamp", ms::unix_timestamp("ts"_c));
  CHECK_GOLDEN("times", "unix_timestamp_date", ms::unix_timestamp("dt"_c));
}

TEST_CASE("time_format: a pattern that is none is an error when the query is built",
          "[expr][functions]") {
  for (auto const* pattern : {"yyyy-MM-dd YYYY", "bb", "HHH", "yyyy 'open", "]", "{", "V", "zzzz",
                              "MMMMM", "u", "e", "W"})
    CHECK_THROWS_AS(ms::date_format("ts"_c, pattern), ms::error);
  for (auto const* pattern : {"E, yyyy", "Q", "z", "F"})
    CHECK_THROWS_AS(ms::to_timestamp("s"_c, pattern), ms::error);
}
