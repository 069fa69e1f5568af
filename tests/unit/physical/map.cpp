// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "run_chain.hpp"

namespace ms = millstream;
using namespace ms::literals;
using ms::value_list;

TEST_CASE("map: one row is made of each that is left", "[physical]") {
  auto const s = sample::stream() | ms::where("v"_c > 0) | ms::map([](sample::event const& e) {
                   return sample::colour{e.k, std::to_string(e.v)};
                 }) |
                 ms::where("colour"_c != "2");
  CHECK(sample::run(s, sample::numbered(4)) == std::vector<value_list>{{"b", "1"}, {"a", "3"}});
}
