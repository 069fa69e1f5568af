// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/fold.hpp>
#include <millstream/expr/words.hpp>

#include "support/evaluate_sample.hpp"

namespace ms = millstream;
namespace expr = ms::expr;
using namespace ms::literals;

namespace {
using in = ms::schema_of<sample::event>;
template <class E>
std::string folded(E const& e) {
  auto out = expr::fold(e);
  static_assert(std::is_same_v<expr::type_of<E, in>, expr::type_of<decltype(out), in>>,
                "the type stays");
  return expr::describe<in>(out).to_string();
}
}  // namespace

TEST_CASE("fold: calls of literals have their value, the rest stays", "[expr][optimize]") {
  CHECK(folded("v"_c + (ms::lit(1) + ms::lit(2))) == "(v + 3)");
  CHECK(folded("v"_c + 1 + 2) == "((v + 1) + 2)");
  CHECK(folded(ms::lit(1) + "v"_c) == "(1 + v)");
  CHECK(folded(ms::coalesce(ms::nullif(ms::lit(1), 1), 5) * ms::lit_<2>) == "10");
  CHECK(folded(ms::nullif(ms::lit("a"), "a")) == "NULL");
  CHECK(folded((ms::lit(1) < ms::lit(2)).as("yes"_c)) == "true AS yes");
  CHECK(folded(ms::lit(3)) == "3");
}

TEST_CASE("fold: the type does not depend on values", "[expr][optimize]") {
  CHECK(std::is_same_v<decltype(expr::fold(ms::lit(1) / ms::lit(2))),
                       decltype(expr::fold(ms::lit(1) / ms::lit(0)))>);
}

TEST_CASE("fold: what has no value is the error of the row that meets it", "[expr][optimize]") {
  auto const zero = expr::fold("v"_c + ms::lit(1) / ms::lit(0));
  CHECK(expr::describe<in>(zero).to_string() == "(v + (1 / 0))");
  CHECK_THROWS_AS(sample::value_of(zero), ms::error);
  CHECK(sample::value_of(expr::fold("v"_c + (ms::lit(1) + ms::lit(2))), {.v = 4}) == 7);
}

TEST_CASE("fold: text keeps its owner", "[expr][optimize]") {
  auto const e = expr::fold(ms::coalesce(ms::lit("a text that is longer than fits in place"), ""));
  auto const copy = e;
  CHECK(sample::value_of(copy) == "a text that is longer than fits in place");
}
