// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <limits>

#include <millstream/schema/value.hpp>

#include "support/sample_rows.hpp"

namespace ms = millstream;
using ms::value;
using ms::value_list;

TEST_CASE("value: integers are 64 bits and floats are doubles", "[schema]") {
  CHECK(value(std::int8_t(3)) == value(std::int64_t(3)));
  CHECK(value(0.5f) == value(0.5));
  CHECK_FALSE(value(1) == value(1.0));
  CHECK(value(true).held.index() == 1);
}

TEST_CASE("value: nulls are first, NaN is greatest and equal to itself, zeros are one",
          "[schema]") {
  auto const nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(value() < value(false));
  CHECK(value(nan) == value(nan));
  CHECK(value(std::numeric_limits<double>::infinity()) < value(nan));
  CHECK(value(-0.0) == value(0.0));
  CHECK(value("a") < value("b"));
  CHECK(value(value_list{1}) < value(value_list{1, 2}));
}

TEST_CASE("value: a row turns into values and back", "[schema]") {
  using all = ms::record<ms::schema_of<sample::event>>;
  sample::event e;
  e.n = 4;
  e.home = sample::place{"Bonn", std::nullopt};
  auto const r = ms::make_record<all>(ms::as_row(e));
  auto const values = ms::to_values(r);
  REQUIRE(values.size() == 12);
  CHECK(values[3] == value(4));
  CHECK(values[5].is_null());
  CHECK(values[11] == value(value_list{"Bonn", std::nullopt}));
  CHECK(ms::to_values(ms::from_values<all>(values)) == values);
}
