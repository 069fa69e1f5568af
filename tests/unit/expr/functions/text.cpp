// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/text.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("text: functions give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("text", "length", ms::length("s"_c));
  CHECK_GOLDEN("text", "concat", ms::concat("s"_c, "t"_c, "u"_c));
}
