// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "chain_text.hpp"

namespace ms = millstream;
using namespace ms::literals;

namespace {
/// The steps that define a kept column.
template <class Top = ms::optimize::detail::everything>
std::string kept(auto const& s) {
  auto c = sample::chain<Top>(s);
  bool const fired = ms::optimize::compute_once(c);
  CHECK(fired == !c.kept.empty());
  std::string out;
  for (std::size_t i = 0; i < c.count; ++i)
    if (c.kept.meets(c.at(i).defines)) out += static_cast<char>('0' + i);
  return out;
}
auto const events = sample::stream();
auto const dear = "v"_c / "d"_c * 2.0;
}  // namespace

TEST_CASE("compute_once: a dear column that is read twice is kept", "[optimize]") {
  CHECK(kept(events | ms::with_column("a"_c, dear) | ms::where("a"_c > 1.0)) == "0");
  CHECK(kept(events | ms::with_column("a"_c, dear) | ms::select(("a"_c * "a"_c).as("b"_c))) == "0");
  CHECK(kept(events | ms::with_column("a"_c, dear) | ms::select("a"_c, ("a"_c + 1.0).as("b"_c))) ==
        "0");
  CHECK(kept(events | ms::select(dear.as("a"_c), "k"_c) | ms::where("a"_c > 1.0)) == "0");
}

TEST_CASE("compute_once: a cheap column, and one that is read once, are not", "[optimize]") {
  CHECK(kept(events | ms::with_column("a"_c, dear)).empty());
  CHECK(kept(events | ms::with_column("a"_c, "v"_c + 1) | ms::where("a"_c > 1)).empty());
  CHECK(kept<sample::only<"k">>(events | ms::with_column("a"_c, dear) | ms::where("a"_c > 1.0))
            .empty());
}

TEST_CASE("compute_once: what is kept reads its inputs once, what is not reads them again",
          "[optimize]") {
  // b is kept, so a is computed once
  CHECK(kept<sample::only<"b">>(events | ms::with_column("a"_c, dear) |
                                ms::with_column("b"_c, "a"_c + 1.0) | ms::where("b"_c > 1.0)) ==
        "1");
  // the cost of a column is that of all it is computed from
  CHECK(kept(events | ms::with_column("a"_c, "v"_c * 2 + 1) |
             ms::with_column("b"_c, "a"_c * "a"_c + 1) | ms::where("b"_c > 1)) == "1");
}

TEST_CASE("compute_once: it shows in the optimized plan", "[optimize]") {
  auto const s =
      events | ms::with_column("a"_c, dear) | ms::where("a"_c > 1.0) | ms::select("a"_c, "k"_c);
  ms::optimize::optimized_plan<sample::plan_of<decltype(s)>, ms::type_list<>> const plans(s.plan);
  CHECK(plans.optimized_relation().to_string().find(
            "WithColumn [once a row(((v / d) * 2)) AS a]") != std::string::npos);
  CHECK(plans.logical_relation().to_string().find("once") == std::string::npos);
}
