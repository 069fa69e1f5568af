// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <limits>

#include <millstream/physical/row_order.hpp>

#include "support/sample_rows.hpp"

namespace ms = millstream;
using ms::physical::compare_values;

TEST_CASE("row_order: null is first, NaN greatest and itself, -0.0 is 0.0", "[physical]") {
  double const nan = std::numeric_limits<double>::quiet_NaN();
  using real = std::optional<double>;
  CHECK(compare_values(real(), real(-1e300)) < 0);
  CHECK(compare_values(real(), real()) == 0);
  CHECK(compare_values(real(nan), real(1e300)) > 0);
  CHECK(compare_values(nan, nan) == 0);
  CHECK(compare_values(-0.0, 0.0) == 0);
}

TEST_CASE("row_order: decimals as numbers", "[physical]") {
  using money = ms::decimal<10, 2>;
  CHECK(compare_values(std::optional<money>(), std::optional<money>(money{})) < 0);
  CHECK(compare_values(money{}, money{}) == 0);
}

TEST_CASE("row_order: text by bytes, records and arrays member by member", "[physical]") {
  CHECK(compare_values(std::string_view("Z"), std::string_view("a")) < 0);
  CHECK(compare_values(std::string_view("z"), std::string_view("\xc3\xa4")) < 0);
  CHECK(compare_values(sample::place{"a", {}}, sample::place{"a", 1}) < 0);
  CHECK(compare_values(sample::place{"b", {}}, sample::place{"a", 1}) > 0);
  using list = std::vector<std::int64_t>;
  CHECK(compare_values(list{1, 2}, list{1, 2, 0}) < 0);
  CHECK(compare_values(list{2}, list{1, 9}) > 0);
}
