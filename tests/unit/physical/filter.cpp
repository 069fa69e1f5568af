// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "run_chain.hpp"

namespace ms = millstream;
using namespace ms::literals;
using ms::value_list;

TEST_CASE("filter: rows pass in their order, whatever the block", "[physical]") {
  auto const rows = sample::numbered(3000);
  auto const s =
      sample::stream() | ms::where("b"_c) | ms::where("v"_c % 3 == 0) | ms::select("v"_c);
  auto const all = sample::run(s, rows);
  REQUIRE(all.size() == 500);
  for (std::size_t i = 0; i < all.size(); ++i)
    CHECK(all[i] == value_list{std::int64_t(6 * i)});
  CHECK(sample::run(s, rows, 1) == all);
  CHECK(sample::run(s, rows, 7) == all);
}

TEST_CASE("filter: null is not true", "[physical]") {
  std::vector<sample::event> rows(3);
  rows[1].m = true, rows[2].m = false;
  CHECK(sample::run(sample::stream() | ms::where("m"_c), rows).size() == 1);
  CHECK(sample::run(sample::stream() | ms::where(!"m"_c), rows).size() == 1);
}

TEST_CASE("filter: a function takes a struct or a row", "[physical]") {
  auto const rows = sample::numbered(10);
  CHECK(sample::run(sample::stream() | ms::where([](sample::event const& e) { return e.v > 7; }),
                    rows)
            .size() == 2);
  CHECK(sample::run(sample::stream() | ms::where([](auto const& row) {
                      return row["v"_c] > 6 && row["k"_c] == "b";
                    }),
                    rows)
            .size() == 1);
}
