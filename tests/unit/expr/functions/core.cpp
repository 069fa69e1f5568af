// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("core: arithmetic of integers gives what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("core", "plus", "l"_c + "m"_c);
  CHECK_GOLDEN("core", "minus", "l"_c - "m"_c);
  CHECK_GOLDEN("core", "multiply", "l"_c * "m"_c);
  CHECK_GOLDEN("core", "divide", "l"_c / "m"_c);
  CHECK_GOLDEN("core", "modulo", "l"_c % "m"_c);
  CHECK_GOLDEN("core", "negative", -"l"_c);
  CHECK_GOLDEN("core", "plus_small", "i8"_c + "i16"_c);
  CHECK_GOLDEN("core", "multiply_small", "i8"_c * "i16"_c);
  CHECK_GOLDEN("core", "minus_tiny", "i8"_c - "i8"_c);
  CHECK_GOLDEN("core", "plus_tiny", "i8"_c + "i8"_c);
  CHECK_GOLDEN("core", "plus_int", "i16"_c + "i"_c);
  CHECK_GOLDEN("core", "modulo_small", "i8"_c % "i16"_c);
  CHECK_GOLDEN("core", "divide_small", "i8"_c / "i16"_c);
  CHECK_GOLDEN("core", "negative_tiny", -"i8"_c);
}

TEST_CASE("core: arithmetic of floats and times gives what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("core", "plus_double", "d"_c + "e"_c);
  CHECK_GOLDEN("core", "minus_double", "d"_c - "e"_c);
  CHECK_GOLDEN("core", "multiply_double", "d"_c * "e"_c);
  CHECK_GOLDEN("core", "divide_double", "d"_c / "e"_c);
  CHECK_GOLDEN("core", "modulo_double", "d"_c % "e"_c);
  CHECK_GOLDEN("core", "negative_double", -"d"_c);
  CHECK_GOLDEN("core", "plus_float", "f"_c + "f"_c);
  CHECK_GOLDEN("core", "plus_float_long", "f"_c + "l"_c);
  CHECK_GOLDEN("core", "multiply_float_double", "f"_c * "d"_c);
  CHECK_GOLDEN("core", "divide_float", "f"_c / "f"_c);
  CHECK_GOLDEN("core", "modulo_float", "f"_c % "f"_c);
  CHECK_GOLDEN("core", "plus_mixed", "l"_c + "d"_c);
  CHECK_GOLDEN("core", "plus_time", "ts"_c + "iv"_c);
  CHECK_GOLDEN("core", "minus_time", "ts"_c - "iv"_c);
  CHECK_GOLDEN("core", "between_times", "ts"_c - "us"_c);
}

TEST_CASE("core: comparisons give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("core", "equal", "l"_c == "m"_c);
  CHECK_GOLDEN("core", "not_equal", "l"_c != "m"_c);
  CHECK_GOLDEN("core", "less", "l"_c < "m"_c);
  CHECK_GOLDEN("core", "less_equal", "l"_c <= "m"_c);
  CHECK_GOLDEN("core", "greater", "l"_c > "m"_c);
  CHECK_GOLDEN("core", "greater_equal", "l"_c >= "m"_c);
  CHECK_GOLDEN("core", "equal_double", "d"_c == "e"_c);
  CHECK_GOLDEN("core", "not_equal_double", "d"_c != "e"_c);
  CHECK_GOLDEN("core", "less_double", "d"_c < "e"_c);
  CHECK_GOLDEN("core", "less_equal_double", "d"_c <= "e"_c);
  CHECK_GOLDEN("core", "greater_double", "d"_c > "e"_c);
  CHECK_GOLDEN("core", "equal_float_long", "f"_c == "l"_c);
  CHECK_GOLDEN("core", "less_float_double", "f"_c < "d"_c);
  CHECK_GOLDEN("core", "equal_text", "s"_c == "t"_c);
  CHECK_GOLDEN("core", "less_text", "s"_c < "t"_c);
  CHECK_GOLDEN("core", "greater_text", "s"_c > "t"_c);
  CHECK_GOLDEN("core", "equal_bool", "b"_c == "c"_c);
  CHECK_GOLDEN("core", "less_bool", "b"_c < "c"_c);
  CHECK_GOLDEN("core", "equal_time", "ts"_c == "us"_c);
  CHECK_GOLDEN("core", "less_time", "ts"_c < "us"_c);
  CHECK_GOLDEN("core", "less_time_date", "ts"_c < "dt"_c);
  CHECK_GOLDEN("core", "equal_date", "dt"_c == "du"_c);
  CHECK_GOLDEN("core", "less_date", "dt"_c < "du"_c);
}

TEST_CASE("core: logic and choice give what Spark gives", "[expr][functions][golden][rule65a]") {
  CHECK_GOLDEN("core", "and", "b"_c && "c"_c);
  CHECK_GOLDEN("core", "or", "b"_c || "c"_c);
  CHECK_GOLDEN("core", "not", !"b"_c);
  CHECK_GOLDEN("core", "nullif", ms::nullif("l"_c, "m"_c));
  CHECK_GOLDEN("core", "nullif_double", ms::nullif("d"_c, "e"_c));
  CHECK_GOLDEN("core", "nullif_text", ms::nullif("s"_c, "t"_c));
  CHECK_GOLDEN("core", "coalesce", ms::coalesce("l"_c, "m"_c));
  CHECK_GOLDEN("core", "coalesce_mixed", ms::coalesce("i8"_c, "i"_c, "d"_c));
  CHECK_GOLDEN("core", "coalesce_text", ms::coalesce("s"_c, "t"_c, "x"));
  CHECK_GOLDEN("core", "case_when", ms::when("l"_c > "m"_c, "l"_c).when("m"_c > 2, "m"_c));
  CHECK_GOLDEN("core", "case_when_else", ms::when("b"_c, "b").when("c"_c, "c").otherwise("none"));
  CHECK_GOLDEN("core", "case_when_mixed",
               ms::when("d"_c > "e"_c, "i"_c).when("d"_c < "e"_c, "d"_c).otherwise(0));
}
