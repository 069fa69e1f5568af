// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "chain_text.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("fold_literals: it fires where a call has literals alone", "[optimize]") {
  auto const s = sample::stream();
  auto with = sample::chain(s | ms::where("v"_c > ms::lit(1) + ms::lit(2)));
  CHECK(ms::optimize::fold_literals(with));
  CHECK(with.fold);
  auto without = sample::chain(s | ms::where("v"_c + 1 > 2) | ms::with_column("w"_c, ms::lit(1)));
  CHECK_FALSE(ms::optimize::fold_literals(without));
}

TEST_CASE("fold_literals: the value is there once the chain is nodes again", "[optimize]") {
  auto const s = sample::stream() | ms::with_column("w"_c, "v"_c + (ms::lit(1) + ms::lit(2)));
  ms::optimize::optimized_plan<sample::plan_of<decltype(s)>, ms::type_list<>> const plans(s.plan);
  auto const& folded = ms::nth<1>(ms::nth<0>(plans.branches()).step.value.args);
  CHECK(folded.held == 3);
  // the plan as it is meant keeps its words, and so its fingerprint
  CHECK(plans.logical_relation().to_string().starts_with("WithColumn [(v + (1 + 2)) AS w]"));
}
