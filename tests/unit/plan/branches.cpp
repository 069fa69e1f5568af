// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/plan/branches.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
namespace plan = ms::plan;
using namespace ms::literals;

TEST_CASE("branches: a chain is one branch, a union has one a side", "[plan]") {
  auto const a = sample::stream(), b = sample::stream();
  auto const chain = a | ms::where("v"_c > 1);
  CHECK(ms::pack_size_v<decltype(plan::branch_plans(chain.plan))> == 1);
  auto const both = a | ms::union_(b | ms::where("b"_c)) | ms::union_(a) | ms::select("v"_c);
  auto const branches = plan::branch_plans(both.plan);
  REQUIRE(ms::pack_size_v<decltype(branches)> == 3);
  // steps above the union go into each branch
  CHECK(plan::describe(ms::nth<0>(branches)).to_string().starts_with("Project [v]\n  Source"));
  CHECK(plan::describe(ms::nth<1>(branches))
            .to_string()
            .starts_with("Project [v]\n  Filter [b]\n    Source"));
  CHECK(plan::leaf_of(ms::nth<1>(branches)).identity == plan::leaf_of(b.plan).identity);
  CHECK(plan::leaf_of(ms::nth<2>(branches)).identity == plan::leaf_of(a.plan).identity);
}

TEST_CASE("branches: the steps above an operator with state stand over its result", "[plan]") {
  auto const s = sample::stream() | ms::group_by("k"_c) | ms::agg(ms::count()) |
                 ms::where("count"_c > 1) | ms::select("k"_c);
  auto const& aggregate = plan::lowest_state(s.plan);
  CHECK(plan::describe(aggregate).kind == plan::relation::kind_type::aggregate);
  auto const above = plan::above_state(s.plan);
  CHECK(plan::describe(above).to_string() ==
        "Project [k]\n  Filter [(count > 1)]\n    Source state -> "
        "struct<k:string,count:bigint>\n");
}
