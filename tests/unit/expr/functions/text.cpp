// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/text.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("text: functions give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("text", "length", ms::length("s"_c));
  CHECK_GOLDEN("text", "char_length", ms::char_length("s"_c));
  CHECK_GOLDEN("text", "concat", ms::concat("s"_c, "t"_c, "u"_c));
  CHECK_GOLDEN("text", "concat_ws", ms::concat_ws("u"_c, "s"_c, "t"_c, "s"_c));
  CHECK_GOLDEN("text", "concat_ws_of_arrays", ms::concat_ws(",", "as"_c, "s"_c, "bs"_c));
  CHECK_GOLDEN("text", "repeat", ms::repeat("s"_c, "i"_c));
  CHECK_GOLDEN("text", "space", ms::space("i"_c));
  CHECK_GOLDEN("text", "reverse", ms::reverse("s"_c));
}

TEST_CASE("text: upper, lower and initcap give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("text", "upper", ms::upper("s"_c));
  CHECK_GOLDEN("text", "lower", ms::lower("s"_c));
  CHECK_GOLDEN("text", "initcap", ms::initcap("s"_c));
}

TEST_CASE("text: trimming and padding give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("text", "trim", ms::trim("s"_c));
  CHECK_GOLDEN("text", "ltrim", ms::ltrim("s"_c));
  CHECK_GOLDEN("text", "rtrim", ms::rtrim("s"_c));
  CHECK_GOLDEN("text", "trim_of", ms::trim("s"_c, "t"_c));
  CHECK_GOLDEN("text", "ltrim_of", ms::ltrim("s"_c, "t"_c));
  CHECK_GOLDEN("text", "rtrim_of", ms::rtrim("s"_c, "t"_c));
  CHECK_GOLDEN("text", "lpad", ms::lpad("s"_c, "i"_c, "t"_c));
  CHECK_GOLDEN("text", "rpad", ms::rpad("s"_c, "i"_c, "t"_c));
  CHECK_GOLDEN("text", "lpad_blank", ms::lpad("s"_c, "i"_c));
  CHECK_GOLDEN("text", "rpad_blank", ms::rpad("s"_c, "i"_c));
}

TEST_CASE("text: pieces of text are what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("text", "substring", ms::substring("s"_c, "i"_c, "j"_c));
  CHECK_GOLDEN("text", "substring", "s"_c.substr("i"_c, "j"_c));
  CHECK_GOLDEN("text", "substring_rest", ms::substring("s"_c, "i"_c));
  CHECK_GOLDEN("text", "left", ms::left("s"_c, "i"_c));
  CHECK_GOLDEN("text", "right", ms::right("s"_c, "i"_c));
  CHECK_GOLDEN("text", "overlay", ms::overlay("s"_c, "t"_c, "i"_c, "j"_c));
  CHECK_GOLDEN("text", "overlay_as_long", ms::overlay("s"_c, "t"_c, "i"_c));
}
