// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/round.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("round: to a scale gives what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("maths", "round", ms::round("d"_c));
  CHECK_GOLDEN("maths", "round_2", ms::round("d"_c, 2));
  CHECK_GOLDEN("maths", "round_m1", ms::round("d"_c, -1));
  CHECK_GOLDEN("maths", "round_float", ms::round("f"_c, 1));
  CHECK_GOLDEN("maths", "round_int", ms::round("i"_c, -1));
  CHECK_GOLDEN("maths", "round_int_2", ms::round("i"_c, 2));
  CHECK_GOLDEN("maths", "round_long", ms::round("l"_c, -2));
  CHECK_GOLDEN("maths", "round_long_m18", ms::round("l"_c, -18));
  CHECK_GOLDEN("maths", "round_long_m19", ms::round("l"_c, -19));
  CHECK_GOLDEN("maths", "round_tiny", ms::round("i8"_c, -1));
  CHECK_GOLDEN("maths", "round_short", ms::round("i16"_c, -2));
  CHECK_GOLDEN("maths", "bround", ms::bround("d"_c));
  CHECK_GOLDEN("maths", "bround_2", ms::bround("d"_c, 2));
  CHECK_GOLDEN("maths", "bround_m1", ms::bround("d"_c, -1));
  CHECK_GOLDEN("maths", "bround_float", ms::bround("f"_c, 2));
  CHECK_GOLDEN("maths", "bround_int", ms::bround("i"_c, -1));
  CHECK_GOLDEN("maths", "bround_tiny", ms::bround("i8"_c, -2));
}

TEST_CASE("round: to whole numbers gives what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("maths", "ceil", ms::ceil("d"_c));
  CHECK_GOLDEN("maths", "ceil_int", ms::ceil("i"_c));
  CHECK_GOLDEN("maths", "ceil_long", ms::ceil("l"_c));
  CHECK_GOLDEN("maths", "ceil_float", ms::ceil("f"_c));
  CHECK_GOLDEN("maths", "floor", ms::floor("d"_c));
  CHECK_GOLDEN("maths", "floor_long", ms::floor("l"_c));
  CHECK_GOLDEN("maths", "floor_float", ms::floor("f"_c));
  CHECK_GOLDEN("maths", "rint", ms::rint("d"_c));
}
