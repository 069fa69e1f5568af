// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/math.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

// Java's and the C library's functions differ in the last digit or two.
TEST_CASE("math: powers and logarithms give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("maths", "sqrt", ms::sqrt("d"_c));
  CHECK_GOLDEN("maths", "sqrt_long", ms::sqrt("l"_c));
  CHECK_GOLDEN("maths", "cbrt", ms::cbrt("d"_c), 1);
  CHECK_GOLDEN("maths", "exp", ms::exp("d"_c), 1);
  CHECK_GOLDEN("maths", "expm1", ms::expm1("d"_c), 1);
  CHECK_GOLDEN("maths", "pow", ms::pow("d"_c, "e"_c), 1);
  CHECK_GOLDEN("maths", "power_long", ms::power("l"_c, "i"_c), 1);
  CHECK_GOLDEN("maths", "hypot", ms::hypot("d"_c, "e"_c), 1);
  CHECK_GOLDEN("maths", "ln", ms::ln("d"_c), 1);
  CHECK_GOLDEN("maths", "ln", ms::log("d"_c), 1);
  CHECK_GOLDEN("maths", "log", ms::log("d"_c, "e"_c), 1);
  CHECK_GOLDEN("maths", "log2", ms::log2("d"_c), 2);
  CHECK_GOLDEN("maths", "log10", ms::log10("d"_c), 1);
  CHECK_GOLDEN("maths", "log1p", ms::log1p("d"_c), 1);
}

TEST_CASE("math: angles give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("maths", "sin", ms::sin("d"_c), 1);
  CHECK_GOLDEN("maths", "cos", ms::cos("d"_c), 1);
  CHECK_GOLDEN("maths", "tan", ms::tan("d"_c), 1);
  CHECK_GOLDEN("maths", "cot", ms::cot("d"_c), 1);
  CHECK_GOLDEN("maths", "sec", ms::sec("d"_c), 1);
  CHECK_GOLDEN("maths", "csc", ms::csc("d"_c), 2);
  CHECK_GOLDEN("maths", "asin", ms::asin("d"_c), 1);
  CHECK_GOLDEN("maths", "acos", ms::acos("d"_c), 1);
  CHECK_GOLDEN("maths", "atan", ms::atan("d"_c), 1);
  CHECK_GOLDEN("maths", "atan2", ms::atan2("d"_c, "e"_c), 1);
  CHECK_GOLDEN("maths", "sinh", ms::sinh("d"_c), 1);
  CHECK_GOLDEN("maths", "cosh", ms::cosh("d"_c), 1);
  CHECK_GOLDEN("maths", "tanh", ms::tanh("d"_c), 1);
  CHECK_GOLDEN("maths", "asinh", ms::asinh("d"_c), 1);
  CHECK_GOLDEN("maths", "acosh", ms::acosh("d"_c), 1);
  CHECK_GOLDEN("maths", "atanh", ms::atanh("d"_c), 1);
  CHECK_GOLDEN("maths", "degrees", ms::degrees("d"_c), 1);
  CHECK_GOLDEN("maths", "radians", ms::radians("d"_c), 1);
}

TEST_CASE("math: the constants are what they are", "[expr][functions]") {
  CHECK(ms::pi().held == 3.141592653589793);
  CHECK(ms::e().held == 2.718281828459045);
}
