// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "run_chain.hpp"

namespace ms = millstream;
using namespace ms::literals;
using ms::value;
using ms::value_list;

TEST_CASE("project: expressions are computed from the row below", "[physical]") {
  auto const rows = sample::numbered(2);
  auto const s = sample::stream() | ms::with_column("v"_c, "v"_c + 1) |
                 ms::with_column("w"_c, "v"_c * 10) |
                 ms::select("w"_c, "v"_c, ("site.number"_c + 1).as("next"_c), "home.city"_c);
  CHECK(sample::run(s, rows) == std::vector<value_list>{{10, 1, 8, value()}, {20, 2, 8, value()}});
}

TEST_CASE("project: a column that nobody asks for is not computed", "[physical]") {
  auto const rows = sample::numbered(1);
  auto const s = sample::stream() | ms::with_column("boom"_c, 1 / "v"_c) | ms::select("k"_c);
  CHECK(sample::run(s, rows) == std::vector<value_list>{{"a"}});
}

TEST_CASE("project: drop leaves the others", "[physical]") {
  auto const s = sample::stream() | ms::select("k"_c, "v"_c) | ms::drop("k"_c);
  CHECK(sample::run(s, sample::numbered(2)) == std::vector<value_list>{{0}, {1}});
}
