// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/words.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("decimals: arithmetic gives what Spark gives", "[expr][functions][decimal]") {
  CHECK_GOLDEN("decimals", "plus", "p"_c + "q"_c);
  CHECK_GOLDEN("decimals", "plus_same", "p"_c + "p"_c);
  CHECK_GOLDEN("decimals", "plus_wide", "q"_c + "q"_c);
  CHECK_GOLDEN("decimals", "plus_int", "p"_c + "i"_c);
  CHECK_GOLDEN("decimals", "plus_bigint", "q"_c + "l"_c);
  CHECK_GOLDEN("decimals", "plus_double", "p"_c + "d"_c);
  CHECK_GOLDEN("decimals", "plus_small", "p"_c + "i8"_c);
  CHECK_GOLDEN("decimals", "minus", "p"_c - "q"_c);
  CHECK_GOLDEN("decimals", "minus_wide", "q"_c - "p"_c);
  CHECK_GOLDEN("decimals", "minus_bigint", "l"_c - "q"_c);
  CHECK_GOLDEN("decimals", "times", "p"_c * "q"_c);
  CHECK_GOLDEN("decimals", "times_same", "p"_c * "p"_c);
  CHECK_GOLDEN("decimals", "times_wide", "q"_c * "q"_c);
  CHECK_GOLDEN("decimals", "times_int", "i"_c * "p"_c);
  CHECK_GOLDEN("decimals", "times_bigint", "l"_c * "p"_c);
  CHECK_GOLDEN("decimals", "times_double", "d"_c * "p"_c);
  CHECK_GOLDEN("decimals", "divide", "p"_c / "q"_c);
  CHECK_GOLDEN("decimals", "divide_wide", "q"_c / "p"_c);
  CHECK_GOLDEN("decimals", "divide_same", "p"_c / "p"_c);
  CHECK_GOLDEN("decimals", "divide_widest", "q"_c / ms::cast<ms::decimal<38, 18>>("q"_c));
  CHECK_GOLDEN("decimals", "divide_int", "p"_c / "i"_c);
  CHECK_GOLDEN("decimals", "divide_by", "i"_c / "p"_c);
  CHECK_GOLDEN("decimals", "divide_bigint", "q"_c / "l"_c);
  CHECK_GOLDEN("decimals", "divide_double", "p"_c / "d"_c);
  CHECK_GOLDEN("decimals", "modulus", "p"_c % "q"_c);
  CHECK_GOLDEN("decimals", "modulus_wide", "q"_c % "p"_c);
  CHECK_GOLDEN("decimals", "modulus_int", "p"_c % "i"_c);
  CHECK_GOLDEN("decimals", "modulus_bigint", "l"_c % "p"_c);
  CHECK_GOLDEN("decimals", "negative", -"p"_c);
  CHECK_GOLDEN("decimals", "negative_wide", -"q"_c);
}

TEST_CASE("decimals: comparisons and choices give what Spark gives", "[expr][functions][decimal]") {
  CHECK_GOLDEN("decimals", "equal", "p"_c == "q"_c);
  CHECK_GOLDEN("decimals", "less", "p"_c < "q"_c);
  CHECK_GOLDEN("decimals", "less_int", "p"_c < "i"_c);
  CHECK_GOLDEN("decimals", "equal_int", "p"_c == "i"_c);
  CHECK_GOLDEN("decimals", "greater_bigint", "q"_c > "l"_c);
  CHECK_GOLDEN("decimals", "greater_double", "p"_c > "d"_c);
  CHECK_GOLDEN("decimals", "equal_double", "p"_c == "d"_c);
  CHECK_GOLDEN("decimals", "coalesce", ms::coalesce("p"_c, "q"_c));
  CHECK_GOLDEN("decimals", "coalesce_int", ms::coalesce("p"_c, "i"_c));
  CHECK_GOLDEN("decimals", "coalesce_double", ms::coalesce("p"_c, "d"_c));
  CHECK_GOLDEN("decimals", "nullif", ms::nullif("p"_c, "q"_c));
  CHECK_GOLDEN("decimals", "when", ms::when("p"_c > 1, "p"_c).otherwise("q"_c));
}

TEST_CASE("decimals: casts give what Spark gives", "[expr][functions][decimal]") {
  CHECK_GOLDEN("decimals", "to_int", ms::cast<std::int32_t>("p"_c));
  CHECK_GOLDEN("decimals", "to_tinyint", ms::cast<std::int8_t>("p"_c));
  CHECK_GOLDEN("decimals", "to_bigint", ms::cast<std::int64_t>("q"_c));
  CHECK_GOLDEN("decimals", "to_double", ms::cast<double>("q"_c));
  CHECK_GOLDEN("decimals", "to_float", ms::cast<float>("q"_c));
  CHECK_GOLDEN("decimals", "to_text", ms::cast<std::string>("q"_c));
  CHECK_GOLDEN("decimals", "to_text_short", ms::cast<std::string>("p"_c));
  CHECK_GOLDEN("decimals", "to_fewer", ms::cast<ms::decimal<5, 1>>("q"_c));
  CHECK_GOLDEN("decimals", "to_more", ms::cast<ms::decimal<38, 20>>("p"_c));
  CHECK_GOLDEN("decimals", "to_whole", ms::cast<ms::decimal<10, 0>>("p"_c));
  CHECK_GOLDEN("decimals", "of_int", ms::cast<ms::decimal<10, 2>>("i"_c));
  CHECK_GOLDEN("decimals", "of_bigint", ms::cast<ms::decimal<20, 1>>("l"_c));
  CHECK_GOLDEN("decimals", "of_double", ms::cast<ms::decimal<10, 2>>("d"_c));
  CHECK_GOLDEN("decimals", "of_text", ms::cast<ms::decimal<10, 2>>("s"_c));
  CHECK_GOLDEN("decimals", "of_boolean", ms::cast<ms::decimal<3, 1>>("b"_c));
}
