// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/bits.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("bits: operators give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("bits", "bit_and", "l"_c & "m"_c);
  CHECK_GOLDEN("bits", "bit_or", "l"_c | "m"_c);
  CHECK_GOLDEN("bits", "bit_xor", "l"_c ^ "m"_c);
  CHECK_GOLDEN("bits", "bit_and_mixed", "i8"_c & "l"_c);
  CHECK_GOLDEN("bits", "bit_or_mixed", "i8"_c | "l"_c);
  CHECK_GOLDEN("bits", "bit_xor_mixed", "i8"_c ^ "l"_c);
  CHECK_GOLDEN("bits", "bit_not", ~"l"_c);
  CHECK_GOLDEN("bits", "bit_not_tiny", ~"i8"_c);
  CHECK_GOLDEN("bits", "bit_not_short", ~"i16"_c);
}

TEST_CASE("bits: counts and shifts give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("bits", "bit_count", ms::bit_count("l"_c));
  CHECK_GOLDEN("bits", "bit_count_int", ms::bit_count("i"_c));
  CHECK_GOLDEN("bits", "bit_count_tiny", ms::bit_count("i8"_c));
  CHECK_GOLDEN("bits", "bit_count_boolean", ms::bit_count("b"_c));
  CHECK_GOLDEN("bits", "bit_get", ms::bit_get("l"_c, "i"_c));
  CHECK_GOLDEN("bits", "bit_get_tiny", ms::bit_get("i8"_c, "j"_c));
  CHECK_GOLDEN("bits", "getbit_int", ms::getbit("i"_c, "j"_c));
  CHECK_GOLDEN("bits", "shiftleft", ms::shiftleft("l"_c, "i"_c));
  CHECK_GOLDEN("bits", "shiftright", ms::shiftright("l"_c, "i"_c));
  CHECK_GOLDEN("bits", "shiftrightunsigned", ms::shiftrightunsigned("l"_c, "i"_c));
  CHECK_GOLDEN("bits", "shiftleft_int", ms::shiftleft("i"_c, "j"_c));
  CHECK_GOLDEN("bits", "shiftright_int", ms::shiftright("i"_c, "j"_c));
  CHECK_GOLDEN("bits", "shiftrightunsigned_int", ms::shiftrightunsigned("i"_c, "j"_c));
  CHECK_GOLDEN("bits", "shiftleft_tiny", ms::shiftleft("i8"_c, "j"_c));
}

TEST_CASE("bits: numbers in other bases are what they are in Spark", "[expr][functions]") {
  CHECK_GOLDEN("maths", "conv", ms::conv("s"_c, "i"_c, "j"_c));
}
