// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/charset.hpp>
#include <millstream/expr/functions/text_format.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("charset: encode and decode give what Spark gives", "[expr][functions][charset]") {
  CHECK_GOLDEN("charsets", "encode_us_ascii", ms::encode("s"_c, "US-ASCII"));
  CHECK_GOLDEN("charsets", "encode_iso_8859_1", ms::encode("s"_c, "ISO-8859-1"));
  CHECK_GOLDEN("charsets", "encode_utf_8", ms::encode("s"_c, "UTF-8"));
  CHECK_GOLDEN("charsets", "encode_utf_16", ms::encode("s"_c, "UTF-16"));
  CHECK_GOLDEN("charsets", "encode_utf_16be", ms::encode("s"_c, "UTF-16BE"));
  CHECK_GOLDEN("charsets", "encode_utf_16le", ms::encode("s"_c, "UTF-16LE"));
  CHECK_GOLDEN("charsets", "encode_utf_32", ms::encode("s"_c, "UTF-32"));
  CHECK_GOLDEN("charsets", "encode_lower_case", ms::encode("s"_c, "utf-16be"));
  CHECK_GOLDEN("charsets", "decode_us_ascii", ms::decode("x"_c, "US-ASCII"));
  CHECK_GOLDEN("charsets", "decode_iso_8859_1", ms::decode("x"_c, "ISO-8859-1"));
  CHECK_GOLDEN("charsets", "decode_utf_8", ms::decode("x"_c, "UTF-8"));
  CHECK_GOLDEN("charsets", "decode_utf_16", ms::decode("x"_c, "UTF-16"));
  CHECK_GOLDEN("charsets", "decode_utf_16be", ms::decode("x"_c, "UTF-16BE"));
  CHECK_GOLDEN("charsets", "decode_utf_16le", ms::decode("x"_c, "UTF-16LE"));
  CHECK_GOLDEN("charsets", "decode_utf_32", ms::decode("x"_c, "UTF-32"));
}

TEST_CASE("charset: one that there is not is refused where it is written",
          "[expr][functions][charset]") {
  CHECK_THROWS_WITH(ms::encode("s"_c, "KOI8-R"),
                    Catch::Contains("there is no character set \"KOI8-R\""));
}

TEST_CASE("format_number: decimals give what Spark gives", "[expr][functions][text_format]") {
  CHECK_GOLDEN("charsets", "format_number", ms::format_number("p"_c, "i"_c));
  CHECK_GOLDEN("charsets", "format_number_wide", ms::format_number("q"_c, "i"_c));
}
