// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/aggregates/collect.hpp>

#include "golden_aggregates.hpp"

namespace ms = millstream;
using namespace ms::literals;

#define CHECK_DECIMAL_AGGREGATE(...) CHECK_AGGREGATE_OF("decimal_aggregates", __VA_ARGS__)

TEST_CASE("aggregates: of decimals they give what Spark gives, however the rows are cut",
          "[expr][aggregates][decimal]") {
  CHECK_DECIMAL_AGGREGATE("sum", ms::sum("p"_c));
  CHECK_DECIMAL_AGGREGATE("avg", ms::avg("p"_c));
  CHECK_DECIMAL_AGGREGATE("min", ms::min("p"_c));
  CHECK_DECIMAL_AGGREGATE("max", ms::max("p"_c));
  CHECK_DECIMAL_AGGREGATE("count", ms::count("p"_c));
  CHECK_DECIMAL_AGGREGATE("sum_wide", ms::sum("q"_c));
  CHECK_DECIMAL_AGGREGATE("avg_wide", ms::avg("q"_c));
  CHECK_DECIMAL_AGGREGATE("min_wide", ms::min("q"_c));
  CHECK_DECIMAL_AGGREGATE("max_wide", ms::max("q"_c));
  CHECK_DECIMAL_AGGREGATE("first", ms::first("p"_c));
  CHECK_DECIMAL_AGGREGATE("last", ms::last("q"_c));
  CHECK_DECIMAL_AGGREGATE("collect_list", ms::collect_list("p"_c));
  CHECK_DECIMAL_AGGREGATE("collect_set", ms::collect_set("p"_c));
}

TEST_CASE("aggregates: of binary they give what Spark gives, however the rows are cut",
          "[expr][aggregates][binary]") {
  CHECK_DECIMAL_AGGREGATE("min_binary", ms::min("x"_c));
  CHECK_DECIMAL_AGGREGATE("max_binary", ms::max("x"_c));
  CHECK_DECIMAL_AGGREGATE("first_binary", ms::first("x"_c));
  CHECK_DECIMAL_AGGREGATE("collect_list_binary", ms::collect_list("x"_c));
}

namespace decimal_aggregates_test {
struct row {
  ms::decimal<38, 0> v;
};
}  // namespace decimal_aggregates_test
BOOST_HANA_ADAPT_STRUCT(decimal_aggregates_test::row, v);

TEST_CASE("aggregates: a decimal sum that leaves 128 bits on its way is right if it comes back",
          "[expr][aggregates][decimal]") {
  using function = ms::expr::sum_of;
  using number = ms::decimal<38, 0>;
  auto const most = number("99999999999999999999999999999999999999");
  auto const least = number("-99999999999999999999999999999999999999");
  function::state<number> up, down;
  for (int i = 0; i < 9; ++i)
    up.step(most), down.step(least);
  CHECK_THROWS_WITH(up.finish(), Catch::Contains("arithmetic_overflow"));
  CHECK_THROWS_WITH(down.finish(), Catch::Contains("arithmetic_overflow"));
  down.merge(golden::through_columns(up));
  CHECK(down.finish() == number(0));
  down.step(number(-7));
  CHECK(down.finish() == number(-7));
}
