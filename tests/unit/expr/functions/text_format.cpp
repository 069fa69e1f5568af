// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/text_format.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("text_format: functions give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("text_format", "ascii", ms::ascii("s"_c));
  CHECK_GOLDEN("text_format", "chr", ms::chr("l"_c));
  CHECK_GOLDEN("text_format", "bin", ms::bin("l"_c));
  CHECK_GOLDEN("text_format", "url_encode", ms::url_encode("s"_c));
  CHECK_GOLDEN("text_format", "url_decode", ms::url_decode("s"_c));
  CHECK_GOLDEN("text_format", "elt", ms::elt("i"_c, "s"_c, "t"_c, "u"_c));
}

TEST_CASE("text_format: numbers become the text that Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("text_format", "format_number", ms::format_number("d"_c, "i"_c));
  CHECK_GOLDEN("text_format", "format_number_limits", ms::format_number("d"_c, "i"_c));
  CHECK_GOLDEN("text_format", "format_number_of_long", ms::format_number("l"_c, "i"_c));
}
