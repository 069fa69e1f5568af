// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("cast: casts between numbers, booleans and times give what Spark gives",
          "[expr][functions]") {
  CHECK_GOLDEN("cast", "i64_to_i8", ms::cast<std::int8_t>("l"_c));
  CHECK_GOLDEN("cast", "double_to_i8", ms::cast<std::int8_t>("d"_c));
  CHECK_GOLDEN("cast", "bool_to_i8", ms::cast<std::int8_t>("b"_c));
  CHECK_GOLDEN("cast", "time_to_i8", ms::cast<std::int8_t>("ts"_c));
  CHECK_GOLDEN("cast", "i64_to_i16", ms::cast<std::int16_t>("l"_c));
  CHECK_GOLDEN("cast", "double_to_i16", ms::cast<std::int16_t>("d"_c));
  CHECK_GOLDEN("cast", "bool_to_i16", ms::cast<std::int16_t>("b"_c));
  CHECK_GOLDEN("cast", "time_to_i16", ms::cast<std::int16_t>("ts"_c));
  CHECK_GOLDEN("cast", "i64_to_i32", ms::cast<std::int32_t>("l"_c));
  CHECK_GOLDEN("cast", "double_to_i32", ms::cast<std::int32_t>("d"_c));
  CHECK_GOLDEN("cast", "bool_to_i32", ms::cast<std::int32_t>("b"_c));
  CHECK_GOLDEN("cast", "time_to_i32", ms::cast<std::int32_t>("ts"_c));
  CHECK_GOLDEN("cast", "i64_to_i64", ms::cast<std::int64_t>("l"_c));
  CHECK_GOLDEN("cast", "double_to_i64", ms::cast<std::int64_t>("d"_c));
  CHECK_GOLDEN("cast", "bool_to_i64", ms::cast<std::int64_t>("b"_c));
  CHECK_GOLDEN("cast", "time_to_i64", ms::cast<std::int64_t>("ts"_c));
  CHECK_GOLDEN("cast", "i64_to_double", ms::cast<double>("l"_c));
  CHECK_GOLDEN("cast", "i64_to_float", ms::cast<float>("l"_c));
  CHECK_GOLDEN("cast", "i64_to_bool", ms::cast<bool>("l"_c));
  CHECK_GOLDEN("cast", "i64_to_time", ms::cast<ms::timestamp>("l"_c));
  CHECK_GOLDEN("cast", "double_to_float", ms::cast<float>("d"_c));
  CHECK_GOLDEN("cast", "double_to_bool", ms::cast<bool>("d"_c));
  CHECK_GOLDEN("cast", "double_to_time", ms::cast<ms::timestamp>("d"_c));
  CHECK_GOLDEN("cast", "float_to_double", ms::cast<double>("f"_c));
  CHECK_GOLDEN("cast", "float_to_i64", ms::cast<std::int64_t>("f"_c));
  CHECK_GOLDEN("cast", "bool_to_double", ms::cast<double>("b"_c));
  CHECK_GOLDEN("cast", "time_to_date", ms::cast<ms::date>("ts"_c));
  CHECK_GOLDEN("cast", "time_to_double", ms::cast<double>("ts"_c));
  CHECK_GOLDEN("cast", "date_to_time", ms::cast<ms::timestamp>("dt"_c));
}

TEST_CASE("cast: casts from text and to text give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("cast", "text_to_i8", ms::cast<std::int8_t>("s"_c));
  CHECK_GOLDEN("cast", "text_to_i16", ms::cast<std::int16_t>("s"_c));
  CHECK_GOLDEN("cast", "text_to_i32", ms::cast<std::int32_t>("s"_c));
  CHECK_GOLDEN("cast", "text_to_i64", ms::cast<std::int64_t>("s"_c));
  CHECK_GOLDEN("cast", "text_to_double", ms::cast<double>("s"_c));
  CHECK_GOLDEN("cast", "text_to_float", ms::cast<float>("s"_c));
  CHECK_GOLDEN("cast", "text_to_bool", ms::cast<bool>("s"_c));
  CHECK_GOLDEN("cast", "text_to_date", ms::cast<ms::date>("s"_c));
  CHECK_GOLDEN("cast", "text_to_time", ms::cast<ms::timestamp>("s"_c));
  CHECK_GOLDEN("cast", "i64_to_text", ms::cast<std::string>("l"_c));
  CHECK_GOLDEN("cast", "double_to_text", ms::cast<std::string>("d"_c));
  CHECK_GOLDEN("cast", "float_to_text", ms::cast<std::string>("f"_c));
  CHECK_GOLDEN("cast", "bool_to_text", ms::cast<std::string>("b"_c));
  CHECK_GOLDEN("cast", "time_to_text", ms::cast<std::string>("ts"_c));
  CHECK_GOLDEN("cast", "date_to_text", ms::cast<std::string>("dt"_c));
  CHECK_GOLDEN("cast", "span_to_text", ms::cast<std::string>("iv"_c));
}

TEST_CASE("cast: casts that may fail give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("cast", "try_text_to_i8", ms::try_cast<std::int8_t>("s"_c));
  CHECK_GOLDEN("cast", "try_double_to_i8", ms::try_cast<std::int8_t>("d"_c));
  CHECK_GOLDEN("cast", "try_text_to_i16", ms::try_cast<std::int16_t>("s"_c));
  CHECK_GOLDEN("cast", "try_double_to_i16", ms::try_cast<std::int16_t>("d"_c));
  CHECK_GOLDEN("cast", "try_text_to_i32", ms::try_cast<std::int32_t>("s"_c));
  CHECK_GOLDEN("cast", "try_double_to_i32", ms::try_cast<std::int32_t>("d"_c));
  CHECK_GOLDEN("cast", "try_text_to_i64", ms::try_cast<std::int64_t>("s"_c));
  CHECK_GOLDEN("cast", "try_double_to_i64", ms::try_cast<std::int64_t>("d"_c));
  CHECK_GOLDEN("cast", "try_text_to_double", ms::try_cast<double>("s"_c));
  CHECK_GOLDEN("cast", "try_text_to_bool", ms::try_cast<bool>("s"_c));
  CHECK_GOLDEN("cast", "try_text_to_date", ms::try_cast<ms::date>("s"_c));
  CHECK_GOLDEN("cast", "try_text_to_time", ms::try_cast<ms::timestamp>("s"_c));
  CHECK_GOLDEN("cast", "try_double_to_time", ms::try_cast<ms::timestamp>("d"_c));
}
