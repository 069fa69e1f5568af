// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/format_string.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("format_string: texts are what Spark makes", "[expr][functions]") {
  CHECK_GOLDEN("text_format", "format_string",
               ms::format_string("%s=%d|%5d|%-5s|%05d|%,d|%x|%X|%o|%c|%%|%S", "s"_c, "i"_c, "i"_c,
                                 "t"_c, "i"_c, "l"_c, "l"_c, "l"_c, "l"_c, "i"_c, "s"_c));
  CHECK_GOLDEN("text_format", "format_string_of_doubles",
               ms::format_string("%f|%.2f|%8.1f|%e|%.3e|%,.2f|%+.1f|%s", "d"_c, "d"_c, "d"_c, "d"_c,
                                 "d"_c, "d"_c, "d"_c, "d"_c));
  CHECK_GOLDEN("text_format", "format_string_of_nulls",
               ms::format_string("%s|%d|%b|%.1f|%4d", "s"_c, "i"_c, "b"_c, "d"_c, "j"_c));
  CHECK_GOLDEN("text_format", "format_string_of_booleans",
               ms::format_string("%b %s %B", "b"_c, "c"_c, "b"_c));
}

TEST_CASE("format_string: a wrong format is an error where the query is built",
          "[expr][functions]") {
  CHECK_THROWS_AS(ms::format_string("%q", "i"_c), ms::error);
  CHECK_THROWS_AS(ms::format_string("%", "i"_c), ms::error);
  golden::wide_record row;
  row.slot_of<"s">() = "text";
  CHECK_THROWS_AS(ms::expr::evaluate(ms::format_string("%d", "s"_c), row), ms::error);
  CHECK_THROWS_AS(ms::expr::evaluate(ms::format_string("%s %s", "s"_c), row), ms::error);
}
