// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/binary.hpp>
#include <millstream/expr/functions/text.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("binary: functions of text as bytes give what Spark gives", "[expr][functions][binary]") {
  CHECK_GOLDEN("text_format", "octet_length", ms::octet_length("s"_c));
  CHECK_GOLDEN("text_format", "bit_length", ms::bit_length("s"_c));
  CHECK_GOLDEN("text_format", "hex_of_text", ms::hex("s"_c));
  CHECK_GOLDEN("text_format", "hex_of_number", ms::hex("l"_c));
  CHECK_GOLDEN("text_format", "base64", ms::base64("s"_c));
}

TEST_CASE("binary: functions give what Spark gives", "[expr][functions][binary]") {
  CHECK_GOLDEN("binary", "length", ms::length("x"_c));
  CHECK_GOLDEN("binary", "octet_length", ms::octet_length("x"_c));
  CHECK_GOLDEN("binary", "octet_length_text", ms::octet_length("s"_c));
  CHECK_GOLDEN("binary", "bit_length", ms::bit_length("x"_c));
  CHECK_GOLDEN("binary", "bit_length_text", ms::bit_length("s"_c));
  CHECK_GOLDEN("binary", "hex", ms::hex("x"_c));
  CHECK_GOLDEN("binary", "hex_text", ms::hex("s"_c));
  CHECK_GOLDEN("binary", "hex_bigint", ms::hex("l"_c));
  CHECK_GOLDEN("binary", "unhex", ms::unhex("s"_c));
  CHECK_GOLDEN("binary", "base64", ms::base64("x"_c));
  CHECK_GOLDEN("binary", "base64_text", ms::base64("s"_c));
  CHECK_GOLDEN("binary", "unbase64", ms::unbase64("s"_c));
  CHECK_GOLDEN("binary", "concat", ms::concat("x"_c, "y"_c));
  CHECK_GOLDEN("binary", "equal", "x"_c == "y"_c);
  CHECK_GOLDEN("binary", "less", "x"_c < "y"_c);
  CHECK_GOLDEN("binary", "greater_equal", "x"_c >= "y"_c);
  CHECK_GOLDEN("binary", "to_text", ms::cast<std::string>("x"_c));
  CHECK_GOLDEN("binary", "of_text", ms::cast<ms::binary>("s"_c));
  CHECK_GOLDEN("binary", "coalesce", ms::coalesce("x"_c, "y"_c));
  CHECK_GOLDEN("binary", "nullif", ms::nullif("x"_c, "y"_c));
}
