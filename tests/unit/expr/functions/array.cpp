// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/array.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("array: elements and search are Spark's", "[expr][functions]") {
  CHECK_GOLDEN("arrays", "size", ms::size("al"_c));
  CHECK_GOLDEN("arrays", "cardinality", ms::cardinality("as"_c));
  CHECK_GOLDEN("arrays", "array_size", ms::array_size("ad"_c));
  CHECK_GOLDEN("arrays", "element_at", ms::element_at("al"_c, "i"_c));
  CHECK_GOLDEN("arrays", "try_element_at", ms::try_element_at("al"_c, "i"_c));
  CHECK_GOLDEN("arrays", "get", ms::get("al"_c, "i"_c));
  CHECK_GOLDEN("arrays", "get_text", ms::get("as"_c, "i"_c));
  CHECK_GOLDEN("arrays", "try_element_at_text", ms::try_element_at("as"_c, "i"_c));
  CHECK_GOLDEN("arrays", "array_contains", ms::array_contains("al"_c, "l"_c));
  CHECK_GOLDEN("arrays", "array_contains_double", ms::array_contains("ad"_c, "d"_c));
  CHECK_GOLDEN("arrays", "array_contains_text", ms::array_contains("as"_c, "s"_c));
  CHECK_GOLDEN("arrays", "array_position", ms::array_position("al"_c, "l"_c));
  CHECK_GOLDEN("arrays", "array_position_double", ms::array_position("ad"_c, "d"_c));
  CHECK_GOLDEN("arrays", "array_position_text", ms::array_position("as"_c, "s"_c));
}

TEST_CASE("array: order is Spark's", "[expr][functions]") {
  CHECK_GOLDEN("arrays", "sort_array", ms::sort_array("al"_c));
  CHECK_GOLDEN("arrays", "sort_array_down", ms::sort_array("al"_c, false));
  CHECK_GOLDEN("arrays", "array_sort", ms::array_sort("al"_c));
  CHECK_GOLDEN("arrays", "sort_array_double", ms::sort_array("ad"_c));
  CHECK_GOLDEN("arrays", "array_sort_double", ms::array_sort("ad"_c));
  CHECK_GOLDEN("arrays", "sort_array_text", ms::sort_array("as"_c));
  CHECK_GOLDEN("arrays", "array_sort_text", ms::array_sort("as"_c));
  CHECK_GOLDEN("arrays", "sort_array_text_down", ms::sort_array("as"_c, false));
  CHECK_GOLDEN("arrays", "array_min", ms::array_min("al"_c));
  CHECK_GOLDEN("arrays", "array_max", ms::array_max("al"_c));
  CHECK_GOLDEN("arrays", "array_min_double", ms::array_min("ad"_c));
  CHECK_GOLDEN("arrays", "array_max_double", ms::array_max("ad"_c));
  CHECK_GOLDEN("arrays", "array_min_text", ms::array_min("as"_c));
  CHECK_GOLDEN("arrays", "array_max_text", ms::array_max("as"_c));
  CHECK_GOLDEN("arrays", "array_reverse", ms::reverse("al"_c));
  CHECK_GOLDEN("arrays", "array_reverse_text", ms::reverse("as"_c));
}

TEST_CASE("array: arrays are made and cut as in Spark", "[expr][functions]") {
  CHECK_GOLDEN("arrays", "array", ms::array("l"_c, "i"_c, "m"_c));
  CHECK_GOLDEN("arrays", "array_text", ms::array("s"_c, "t"_c, "x"));
  CHECK_GOLDEN("arrays", "array_append", ms::array_append("al"_c, "l"_c));
  CHECK_GOLDEN("arrays", "array_prepend", ms::array_prepend("al"_c, "l"_c));
  CHECK_GOLDEN("arrays", "array_append_text", ms::array_append("as"_c, "s"_c));
  CHECK_GOLDEN("arrays", "array_prepend_text", ms::array_prepend("as"_c, "s"_c));
  CHECK_GOLDEN("arrays", "array_repeat", ms::array_repeat("l"_c, "i"_c));
  CHECK_GOLDEN("arrays", "array_repeat_text", ms::array_repeat("s"_c, 2));
  CHECK_GOLDEN("arrays", "array_compact", ms::array_compact("al"_c));
  CHECK_GOLDEN("arrays", "array_compact_text", ms::array_compact("as"_c));
  CHECK_GOLDEN("arrays", "array_concat", ms::concat("al"_c, "bl"_c));
  CHECK_GOLDEN("arrays", "array_concat_text", ms::concat("as"_c, "bs"_c));
  CHECK_GOLDEN("arrays", "flatten", ms::flatten(ms::array("al"_c, "bl"_c)));
  CHECK_GOLDEN("arrays", "slice", ms::slice("al"_c, "i"_c, "j"_c));
  CHECK_GOLDEN("arrays", "sequence", ms::sequence("l"_c, "m"_c));
  CHECK_GOLDEN("arrays", "sequence_step", ms::sequence("l"_c, "m"_c, "i"_c));
  CHECK_GOLDEN("arrays", "array_join", ms::array_join("as"_c, "s"_c));
  CHECK_GOLDEN("arrays", "array_join_null", ms::array_join("as"_c, "s"_c, "t"_c));
}
