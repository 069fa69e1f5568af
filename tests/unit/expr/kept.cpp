// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/kept.hpp>

#include "support/evaluate_sample.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("kept: the same value and type, marked inside its name", "[expr]") {
  auto const e = ms::expr::keep(("v"_c + 1).as("w"_c));
  CHECK(ms::expr::is_kept<std::remove_cvref_t<decltype(e)>>);
  CHECK(ms::expr::name_of<std::remove_cvref_t<decltype(e)>>.view() == "w");
  CHECK(sample::value_of(e) == 2);
  CHECK(ms::expr::describe<sample::event_schema>(e).to_string() == "once a row((v + 1)) AS w");
  auto const member = ms::expr::keep("site.city"_c);
  CHECK(ms::expr::name_of<std::remove_cvref_t<decltype(member)>>.view() == "city");
}
