// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "chain_text.hpp"

namespace ms = millstream;
using namespace ms::literals;

namespace {
std::string collapsed(auto const& s, bool fires) {
  auto c = sample::chain(s);
  CHECK(ms::optimize::collapse_projections(c) == fires);
  return sample::order(c);
}
/// The optimized plan without the source's line.
std::string text(auto const& s) {
  ms::optimize::optimized_plan<sample::plan_of<decltype(s)>, ms::type_list<>> const plans(s.plan);
  auto const out = ms::plan::describe(ms::nth<0>(plans.branches())).to_string();
  return out.substr(0, out.find("Source"));
}
auto const events = sample::stream();
}  // namespace

TEST_CASE("collapse_projections: a projection takes in what is right below it", "[optimize]") {
  CHECK(collapsed(events | ms::select("k"_c, ("v"_c + 1).as("w"_c)) | ms::select("w"_c), true) ==
        "1");
  CHECK(collapsed(events | ms::with_column("a"_c, "v"_c + 1) | ms::with_column("c"_c, "a"_c * 2) |
                      ms::drop("d"_c) | ms::select("k"_c, "c"_c),
                  true) == "3");
  CHECK(collapsed(
            events | ms::with_column("a"_c, "v"_c + 1) | ms::where("a"_c > 1) | ms::select("a"_c),
            false) == "012");
  CHECK(collapsed(events | ms::select("k"_c, "v"_c) | ms::with_column("a"_c, "v"_c + 1), false) ==
        "01");
}

TEST_CASE("collapse_projections: nothing that is not free is computed more often", "[optimize]") {
  auto const twice = events | ms::with_column("a"_c, "v"_c + 1);
  CHECK(collapsed(twice | ms::select("a"_c, ("a"_c * 2).as("b"_c)), false) == "01");
  CHECK(collapsed(events | ms::with_column("a"_c, "v"_c) | ms::select("a"_c, ("a"_c * 2).as("b"_c)),
                  true) == "1");
  // the projection takes in the sum, and stays below who reads it twice
  CHECK(collapsed(events | ms::with_column("a"_c, "v"_c + 1) | ms::select("a"_c, "k"_c) |
                      ms::select(("a"_c * "a"_c).as("c"_c)),
                  true) == "12");
}

TEST_CASE("collapse_projections: a column that is known not to be null keeps its type",
          "[optimize]") {
  auto const s =
      events | ms::drop_null("n"_c) | ms::select("n"_c, "k"_c) | ms::select(("n"_c + 1).as("m"_c));
  ms::optimize::optimized_plan<sample::plan_of<decltype(s)>, ms::type_list<>> const plans(s.plan);
  using top = std::remove_cvref_t<decltype(ms::nth<0>(plans.branches()))>;
  CHECK(std::is_same_v<top::schema_type, ms::schema<ms::field<"m", std::int64_t>>>);
}

TEST_CASE("collapse_projections: columns that change their names are followed", "[optimize]") {
  CHECK(text(events | ms::select("k"_c, "v"_c.as("n"_c), "n"_c.as("v"_c)) |
             ms::select(("n"_c + 1).as("a"_c), "v"_c, "k"_c.as("key"_c))) ==
        "Project [(v + 1) AS a, n AS v, k AS key]\n  ");
  CHECK(text(events | ms::with_column("v"_c, "v"_c + 1) | ms::with_column("v"_c, "v"_c * 2) |
             ms::select("v"_c)) == "Project [((v + 1) * 2) AS v]\n  ");
  CHECK(text(events | ms::select("site"_c.as("s"_c), "k"_c) | ms::select("s.city"_c)) ==
        "Project [site.city]\n  ");
}

TEST_CASE("collapse_projections: a filter between two projections that goes below both",
          "[optimize]") {
  CHECK(text(events | ms::with_column("a"_c, "v"_c + 1) | ms::where("b"_c) |
             ms::select("a"_c, "k"_c)) == "Project [(v + 1) AS a, k]\n  Filter [b]\n    ");
}
