// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/simplify.hpp>
#include <millstream/expr/words.hpp>

#include "support/sample_rows.hpp"

namespace ms = millstream;
namespace expr = ms::expr;
using namespace ms::literals;

namespace {
using in = ms::schema_of<sample::event>;
template <class E>
std::string simple(E const& e) {
  auto out = expr::simplify<in>(e);
  static_assert(std::is_same_v<expr::type_of<E, in>, expr::type_of<decltype(out), in>>,
                "the type stays");
  return expr::describe<in>(out).to_string();
}
}  // namespace

TEST_CASE("simplify: two negations are none", "[expr][optimize]") {
  CHECK(simple(!!("b"_c)) == "b");
  CHECK(simple(!!!("m"_c)) == "NOT(m)");
  CHECK(simple(!("b"_c)) == "NOT(b)");
}

TEST_CASE("simplify: what cannot be null is not null", "[expr][optimize]") {
  CHECK(simple(ms::is_null("v"_c)) == "false");
  CHECK(simple(ms::is_not_null("v"_c)) == "true");
  CHECK(simple(ms::is_null("n"_c)) == "isnull(n)");
  CHECK(simple(ms::is_not_null("site.city"_c)) == "true");
  CHECK(simple(ms::is_not_null("home.city"_c)) == "NOT(isnull(home.city))");
  // the division may be an error, which must not go away with it
  CHECK(simple(ms::is_null("d"_c / "v"_c)) == "isnull((d / v))");
}

TEST_CASE("simplify: a coalesce whose first argument cannot be null is that argument",
          "[expr][optimize]") {
  CHECK(simple(ms::coalesce("v"_c, 0)) == "v");
  CHECK(simple(ms::coalesce("n"_c, 0)) == "coalesce(n, 0)");
  CHECK(simple(ms::coalesce("k"_c, "none")) == "k");
  // it converts
  CHECK(simple(ms::coalesce("tiny"_c, "v"_c)) == "coalesce(tiny, v)");
}

TEST_CASE("simplify: a cast to its own type is no cast", "[expr][optimize]") {
  CHECK(simple(ms::cast<std::int64_t>("v"_c)) == "v");
  CHECK(simple(ms::cast<std::int64_t>("n"_c) + 1) == "(n + 1)");
  CHECK(simple(ms::cast<double>("v"_c)) == "cast(v as double)");
}

TEST_CASE("simplify: a static literal decides AND and OR, but hides no error", "[expr][optimize]") {
  CHECK(simple(ms::lit_<true> && "m"_c) == "m");
  CHECK(simple("m"_c && ms::lit_<true>) == "m");
  CHECK(simple(ms::lit_<false> && "b"_c) == "false");
  CHECK(simple(ms::lit_<true> || "b"_c) == "true");
  CHECK(simple("b"_c || ms::lit_<false>) == "b");
  CHECK(simple(1 / "v"_c > 0.5 && ms::lit_<false>) == "(((1 / v) > 0.5) AND false)");
  // a null would be lost from the type
  CHECK(simple(ms::lit_<false> && "m"_c) == "(false AND m)");
}

TEST_CASE("simplify: inside names, calls and aggregates", "[expr][optimize]") {
  CHECK(simple((!!("b"_c)).as("c"_c)) == "b AS c");
  CHECK(expr::describe<in>(expr::simplify<in>(ms::sum(ms::coalesce("v"_c, 0)))).to_string() ==
        "sum(v)");
}
