// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "run_chain.hpp"

namespace ms = millstream;
using namespace ms::literals;

namespace {
template <class Sets>
std::vector<std::string> expanded(Sets) {
  auto const s = sample::stream() | ms::select("k"_c, "v"_c);
  using step = ms::plan::expand<Sets, decltype("k"_c), decltype("v"_c)>;
  std::vector<std::string> out;
  for (auto const& row : sample::run(ms::detail::add_step(s, step{}), sample::numbered(2)))
    out.push_back(ms::expr::literal_text(row));
  return out;
}
}  // namespace

TEST_CASE("expand: a rollup leaves the last keys out, one more each time", "[physical]") {
  CHECK(expanded(ms::plan::rollup_sets{}) ==
        std::vector<std::string>{"['a', 0, 'a', 0, 0]", "['b', 1, 'b', 1, 0]",
                                 "['a', 0, 'a', NULL, 1]", "['b', 1, 'b', NULL, 1]",
                                 "['a', 0, NULL, NULL, 3]", "['b', 1, NULL, NULL, 3]"});
}

TEST_CASE("expand: a cube leaves out every choice of keys", "[physical]") {
  auto const rows = expanded(ms::plan::cube_sets{});
  REQUIRE(rows.size() == 8);
  CHECK(rows[4] == "['a', 0, NULL, 0, 2]");
}
