// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "run_chain.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
using ms::value_list;

TEST_CASE("lower: a chain runs its steps in the order of the plan", "[physical]") {
  auto const s = sample::stream() | ms::where("v"_c > 0) | ms::with_watermark("ts"_c, 1s) |
                 ms::join(sample::colours(), "k"_c) | ms::with_column("w"_c, "v"_c * 2) |
                 ms::where("w"_c < 10) | ms::select("colour"_c, "w"_c);
  CHECK(sample::run(s, sample::numbered(6)) ==
        std::vector<value_list>{{"blue", 2}, {"green", 2}, {"red", 6}, {"blue", 8}, {"green", 8}});
}

TEST_CASE("lower: a bare source hands its blocks on", "[physical]") {
  CHECK(sample::run(sample::stream(), sample::numbered(5)).size() == 5);
}
