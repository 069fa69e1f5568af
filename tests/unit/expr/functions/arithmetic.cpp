// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/arithmetic.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("arithmetic: signs give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("maths", "abs", ms::abs("d"_c));
  CHECK_GOLDEN("maths", "abs_long", ms::abs("l"_c));
  CHECK_GOLDEN("maths", "abs_tiny", ms::abs("i8"_c));
  CHECK_GOLDEN("maths", "abs_float", ms::abs("f"_c));
  CHECK_GOLDEN("maths", "sign", ms::sign("d"_c));
  CHECK_GOLDEN("maths", "signum_long", ms::signum("l"_c));
  CHECK_GOLDEN("maths", "positive", ms::positive("d"_c));
  CHECK_GOLDEN("maths", "negative", ms::negative("d"_c));
  CHECK_GOLDEN("maths", "negative_int", ms::negative("i"_c));
  CHECK_GOLDEN("maths", "negative_tiny", ms::negative("i8"_c));
}

TEST_CASE("arithmetic: division gives what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("maths", "pmod", ms::pmod("d"_c, "e"_c));
  CHECK_GOLDEN("maths", "pmod_long", ms::pmod("l"_c, "m"_c));
  CHECK_GOLDEN("maths", "pmod_int", ms::pmod("i"_c, "j"_c));
  CHECK_GOLDEN("maths", "pmod_mixed", ms::pmod("d"_c, "i"_c));
  CHECK_GOLDEN("maths", "mod", ms::mod("d"_c, "e"_c));
  CHECK_GOLDEN("maths", "mod_long", ms::mod("l"_c, "m"_c));
  CHECK_GOLDEN("maths", "div", ms::div("l"_c, "m"_c));
  CHECK_GOLDEN("maths", "div_int", ms::div("i"_c, "j"_c));
  CHECK_GOLDEN("maths", "factorial", ms::factorial("i"_c));
  CHECK_GOLDEN("maths", "width_bucket", ms::width_bucket("d"_c, "e"_c, 10.6, "l"_c));
}

TEST_CASE("arithmetic: what is tried is null where Spark's is", "[expr][functions]") {
  CHECK_GOLDEN("maths", "try_add", ms::try_add("l"_c, "m"_c));
  CHECK_GOLDEN("maths", "try_subtract", ms::try_subtract("l"_c, "m"_c));
  CHECK_GOLDEN("maths", "try_multiply", ms::try_multiply("l"_c, "m"_c));
  CHECK_GOLDEN("maths", "try_divide", ms::try_divide("l"_c, "m"_c));
  CHECK_GOLDEN("maths", "try_mod", ms::try_mod("l"_c, "m"_c));
  CHECK_GOLDEN("maths", "try_add_int", ms::try_add("i"_c, "j"_c));
  CHECK_GOLDEN("maths", "try_subtract_int", ms::try_subtract("i"_c, "j"_c));
  CHECK_GOLDEN("maths", "try_multiply_int", ms::try_multiply("i"_c, "j"_c));
  CHECK_GOLDEN("maths", "try_add_double", ms::try_add("d"_c, "e"_c));
  CHECK_GOLDEN("maths", "try_divide_double", ms::try_divide("d"_c, "e"_c));
  CHECK_GOLDEN("maths", "try_mod_double", ms::try_mod("d"_c, "e"_c));
}
