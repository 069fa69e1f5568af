// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/array_sets.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("array_sets: arrays as sets are Spark's", "[expr][functions]") {
  CHECK_GOLDEN("arrays", "array_distinct", ms::array_distinct("al"_c));
  CHECK_GOLDEN("arrays", "array_distinct_double", ms::array_distinct("ad"_c));
  CHECK_GOLDEN("arrays", "array_distinct_text", ms::array_distinct("as"_c));
  CHECK_GOLDEN("arrays", "array_union", ms::array_union("al"_c, "bl"_c));
  CHECK_GOLDEN("arrays", "array_union_text", ms::array_union("as"_c, "bs"_c));
  CHECK_GOLDEN("arrays", "array_intersect", ms::array_intersect("al"_c, "bl"_c));
  CHECK_GOLDEN("arrays", "array_intersect_text", ms::array_intersect("as"_c, "bs"_c));
  CHECK_GOLDEN("arrays", "array_except", ms::array_except("al"_c, "bl"_c));
  CHECK_GOLDEN("arrays", "array_except_text", ms::array_except("as"_c, "bs"_c));
  CHECK_GOLDEN("arrays", "arrays_overlap", ms::arrays_overlap("al"_c, "bl"_c));
  CHECK_GOLDEN("arrays", "arrays_overlap_text", ms::arrays_overlap("as"_c, "bs"_c));
  CHECK_GOLDEN("arrays", "array_remove", ms::array_remove("al"_c, "l"_c));
  CHECK_GOLDEN("arrays", "array_remove_double", ms::array_remove("ad"_c, "d"_c));
  CHECK_GOLDEN("arrays", "array_remove_text", ms::array_remove("as"_c, "s"_c));
}
