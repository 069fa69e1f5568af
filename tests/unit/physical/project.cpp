// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/array.hpp>

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

namespace {
struct halt {
  std::string city;
  std::optional<std::string> reason;
};
struct journey {
  std::int64_t id;
  std::vector<halt> halts;
};
}  // namespace
BOOST_HANA_ADAPT_STRUCT(halt, city, reason);
BOOST_HANA_ADAPT_STRUCT(journey, id, halts);

TEST_CASE("project: text inside a record that an expression made stays readable", "[physical]") {
  std::vector<journey> const given{{1,
                                    {{"a city whose name is too long to stand in place",
                                      "a reason that is too long to stand in place"},
                                     {"b", {}}}}};
  auto const halt_number = [](int n) {
    return ms::from_range(std::vector<journey>{}) |
           ms::with_column("halt"_c, ms::element_at("halts"_c, n)) |
           ms::select("halt.city"_c, "halt.reason"_c);
  };
  CHECK(sample::run(halt_number(1), given) ==
        std::vector<ms::value_list>{{"a city whose name is too long to stand in place",
                                     "a reason that is too long to stand in place"}});
  CHECK(sample::run(halt_number(2), given) == std::vector<ms::value_list>{{"b", ms::value()}});
}
