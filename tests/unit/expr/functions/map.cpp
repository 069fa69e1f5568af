// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/map.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("map: functions give what Spark gives", "[expr][functions][map]") {
  CHECK_GOLDEN("map", "map_keys", ms::map_keys("kv"_c));
  CHECK_GOLDEN("map", "map_values", ms::map_values("kv"_c));
  CHECK_GOLDEN("map", "map_entries", ms::map_entries("kv"_c));
  CHECK_GOLDEN("map", "size", ms::size("kv"_c));
  CHECK_GOLDEN("map", "size_array", ms::size("al"_c));
  CHECK_GOLDEN("map", "element_at", ms::element_at("kv"_c, "s"_c));
  CHECK_GOLDEN("map", "element_at_literal", ms::element_at("kv"_c, "a"));
  CHECK_GOLDEN("map", "map_contains_key", ms::map_contains_key("kv"_c, "s"_c));
  CHECK_GOLDEN("map", "map_from_arrays", ms::map_from_arrays("as"_c, "al"_c));
  CHECK_GOLDEN("map", "map_concat", ms::map_concat("kv"_c, ms::create_map("s"_c, "l"_c)));
  CHECK_GOLDEN("map", "create_map", ms::create_map("s"_c, "l"_c, "t"_c, "m"_c));
  CHECK_GOLDEN("map", "create_map_types", ms::create_map("i"_c, "s"_c, "l"_c, "t"_c));
  CHECK_GOLDEN("map", "null_test", ms::is_null("kv"_c));
}

namespace map_test {
struct row {
  std::map<std::int32_t, std::string> by_number;
  std::map<ms::date, ms::decimal<10, 2>> by_day;
  std::int64_t far;
};
}  // namespace map_test
BOOST_HANA_ADAPT_STRUCT(map_test::row, by_number, by_day, far);

TEST_CASE("map: a key of another number type is found by its value", "[expr][functions][map]") {
  map_test::row const held{{{1, "one"}, {-1, "minus one"}}, {}, (std::int64_t(1) << 32) + 1};
  ms::struct_row<map_test::row> const row{&held};
  ms::block_text::scope const made;
  CHECK(ms::expr::evaluate(ms::element_at("by_number"_c, std::int64_t(-1)), row) == "minus one");
  CHECK_FALSE(ms::expr::evaluate(ms::element_at("by_number"_c, "far"_c), row).has_value());
  CHECK(ms::expr::evaluate(ms::map_contains_key("by_number"_c, 1.0), row));
  CHECK(ms::expr::evaluate(ms::size("by_day"_c), row) == 0);
}
