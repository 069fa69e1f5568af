// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/static_literal.hpp>
#include <millstream/expr/words.hpp>

#include "support/evaluate_sample.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("static_literal: its value is in its type", "[expr]") {
  static_assert(!std::is_same_v<decltype(ms::lit_<1>), decltype(ms::lit_<2>)>);
  static_assert(
      std::is_same_v<ms::expr::type_of<ms::expr::static_literal<true>, ms::schema<>>, bool>);
  CHECK(sample::value_of(ms::lit_<true>) == true);
  CHECK(sample::value_of("v"_c + ms::lit_<2>, {.v = 40}) == 42);
  CHECK(ms::expr::describe<ms::schema<>>(ms::lit_<7>).to_string() == "7");
}
