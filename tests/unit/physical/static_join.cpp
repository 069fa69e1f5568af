// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "run_chain.hpp"

namespace ms = millstream;
using namespace ms::literals;
using ms::value;
using ms::value_list;

namespace {
auto joined(auto kind) {
  return sample::stream() | ms::join(kind, sample::colours(), "k"_c) |
         ms::select("v"_c, "colour"_c);
}
}  // namespace

TEST_CASE("static_join: each partner gives a row, in the order of reading", "[physical]") {
  CHECK(sample::run(joined(ms::inner), sample::numbered(3)) ==
        std::vector<value_list>{{0, "red"}, {1, "blue"}, {1, "green"}});
  CHECK(sample::run(joined(ms::left_outer), sample::numbered(3)) ==
        std::vector<value_list>{{0, "red"}, {1, "blue"}, {1, "green"}, {2, value()}});
}

TEST_CASE(
    "static_join: a semi join keeps the rows with a partner, each once, an anti join the others",
    "[physical]") {
  auto const kept = [](auto kind) {
    auto const s = sample::stream() | ms::join(kind, sample::colours(), "k"_c) | ms::select("v"_c);
    return sample::run(s, sample::numbered(6));
  };
  CHECK(kept(ms::left_semi) == std::vector<value_list>{{0}, {1}, {3}, {4}});
  CHECK(kept(ms::left_anti) == std::vector<value_list>{{2}, {5}});
}

TEST_CASE("static_join: more pairs than a block holds come in several", "[physical]") {
  std::vector<sample::colour> many(2500, {"a", "x"});
  auto const s = sample::stream() | ms::join(ms::read(many), "k"_c) | ms::select("colour"_c);
  CHECK(sample::run(s, sample::numbered(6)).size() == 5000);
}

TEST_CASE("static_join: a null key never matches", "[physical]") {
  auto const s = sample::stream() | ms::select(ms::nullif("k"_c, "a").as("k"_c), "v"_c);
  CHECK(sample::run(s | ms::join(sample::colours(), "k"_c), sample::numbered(2)).size() == 2);
  CHECK(sample::run(s | ms::join(ms::left_outer, sample::colours(), "k"_c), sample::numbered(2))
            .size() == 3);
  CHECK(sample::run(s | ms::join(ms::left_semi, sample::colours(), "k"_c), sample::numbered(2))
            .size() == 1);
  CHECK(sample::run(s | ms::join(ms::left_anti, sample::colours(), "k"_c), sample::numbered(2))
            .size() == 1);
}

TEST_CASE("static_join: steps on the table are done before", "[physical]") {
  auto const s =
      sample::stream() | ms::join(sample::colours() | ms::where("colour"_c != "blue"), "k"_c);
  CHECK(sample::run(s, sample::numbered(3)).size() == 2);
}
