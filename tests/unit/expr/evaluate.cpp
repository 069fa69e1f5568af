// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "support/evaluate_sample.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

TEST_CASE("evaluate: a condition is true only when it is true", "[expr]") {
  sample::event e;
  ms::struct_row<sample::event> const row{&e};
  CHECK(ms::expr::is_true("b"_c, row));
  CHECK_FALSE(ms::expr::is_true("m"_c, row));
  CHECK_FALSE(ms::expr::is_true(!"m"_c, row));
  e.m = true;
  CHECK(ms::expr::is_true("m"_c, row));
}

TEST_CASE("evaluate: text is a view of the row", "[expr]") {
  sample::event e;
  CHECK(ms::expr::evaluate("k"_c, ms::struct_row<sample::event>{&e}).data() == e.k.data());
}

TEST_CASE("evaluate: a window starts at a multiple of the slide, before the epoch too", "[expr]") {
  auto const start = [](auto time, auto slide, auto offset) {
    return ms::expr::window_start(ms::timestamp(time), slide, offset).time_since_epoch();
  };
  CHECK(start(12s, 5s, 0s) == 10s);
  CHECK(start(10s, 5s, 0s) == 10s);
  CHECK(start(-1us, 5s, 0s) == -5s);
  CHECK(start(-5s, 5s, 0s) == -5s);
  CHECK(start(12s, 5s, 1s) == 11s);
  CHECK(start(10s, 5s, 1s) == 6s);
  CHECK(start(12s, 5s, -1s) == 9s);
}

TEST_CASE("evaluate: a name changes nothing", "[expr]") {
  CHECK(sample::value_of(("v"_c + 1).as("w"_c)) == 2);
}
