// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "run_chain.hpp"

namespace ms = millstream;
using namespace ms::literals;

namespace {
struct visit {
  std::optional<std::string> city;
};
struct tour {
  std::int64_t id;
  std::vector<std::string> stops;
  std::optional<std::vector<std::optional<std::int64_t>>> costs;
  std::vector<visit> visits;
  std::vector<bool> flags;
};
}  // namespace
BOOST_HANA_ADAPT_STRUCT(visit, city);

namespace {
struct basket {
  std::int64_t id;
  std::map<std::string, std::int64_t> prices;
  std::optional<std::map<std::int32_t, std::optional<std::string>>> tags;
};
}  // namespace
BOOST_HANA_ADAPT_STRUCT(basket, id, prices, tags);
BOOST_HANA_ADAPT_STRUCT(tour, id, stops, costs, visits, flags);

namespace {
using rows = std::vector<ms::value_list>;
auto const tours = ms::from_range(std::vector<tour>{});
std::vector<tour> const given{
    {1,
     {"a stop whose name is too long to stand in place", "b"},
     {{5, {}}},
     {{"Ulm"}, {}},
     {true, false}},
    {2, {}, {}, {}, {}},
    {3, {"c"}, std::vector<std::optional<std::int64_t>>{}, {{"Bonn"}}, {false}}};
ms::value const none;
}  // namespace

TEST_CASE("generate: a row for each element, in order", "[physical]") {
  CHECK(sample::run(tours | ms::select("id"_c, ms::explode("stops"_c)), given) ==
        rows{{1, "a stop whose name is too long to stand in place"}, {1, "b"}, {3, "c"}});
  CHECK(sample::run(tours | ms::select(ms::posexplode("costs"_c), "id"_c), given) ==
        rows{{0, 5, 1}, {1, none, 1}});
  CHECK(sample::run(tours | ms::select(ms::explode("flags"_c)), given) ==
        rows{{true}, {false}, {false}});
}

TEST_CASE("generate: an outer one has a row of nulls where there is no element", "[physical]") {
  CHECK(sample::run(
            tours | ms::select("id"_c, ms::posexplode_outer("stops"_c)) | ms::where("id"_c > 1),
            given) == rows{{2, none, none}, {3, 0, "c"}});
  CHECK(sample::run(tours | ms::select("id"_c, ms::explode_outer("costs"_c)), given) ==
        rows{{1, 5}, {1, none}, {2, none}, {3, none}});
}

TEST_CASE("generate: elements that are records are reached into", "[physical]") {
  auto const cities = [](auto e) {
    return tours | ms::select("id"_c, e.as("visit"_c)) | ms::select("id"_c, "visit.city"_c);
  };
  CHECK(sample::run(cities(ms::explode("visits"_c)), given) ==
        rows{{1, "Ulm"}, {1, none}, {3, "Bonn"}});
  CHECK(sample::run(cities(ms::explode_outer("visits"_c)), given) ==
        rows{{1, "Ulm"}, {1, none}, {2, none}, {3, "Bonn"}});
}

TEST_CASE("generate: an array larger than a block loses nothing", "[physical]") {
  tour big{7, {}, std::vector<std::optional<std::int64_t>>{}, {}, {}};
  std::int64_t sum = 0;
  for (std::int64_t i = 0; i < 3000; ++i)
    big.costs->push_back(i), sum += i;
  auto const s = tours | ms::select("id"_c, ms::explode("costs"_c).as("c"_c));
  auto const out = sample::run(s, std::vector<tour>{big, given[0], big});
  REQUIRE(out.size() == 6002);
  std::int64_t found = 0;
  for (auto const& r : out)
    found += r[1].is_null() ? 0 : std::get<std::int64_t>(r[1].held);
  CHECK(found == 2 * sum + 5);
}

TEST_CASE("generate: a row for each entry of a map, its key and its value", "[physical]") {
  auto const baskets = ms::from_range(std::vector<basket>{});
  std::vector<basket> const of_maps{
      {1,
       {{"a product whose name is too long to stand in place", 10}, {"b", 2}},
       {{{7, "x"}, {9, {}}}}},
      {2, {}, {}},
      {3, {{"c", 3}}, std::map<std::int32_t, std::optional<std::string>>{}}};
  CHECK(sample::run(baskets | ms::select("id"_c, ms::explode("prices"_c)), of_maps) ==
        rows{{1, "a product whose name is too long to stand in place", 10},
             {1, "b", 2},
             {3, "c", 3}});
  CHECK(sample::run(baskets | ms::select(ms::explode("tags"_c).as("tag"_c, "text"_c), "id"_c),
                    of_maps) == rows{{7, "x", 1}, {9, none, 1}});
  CHECK(sample::run(baskets | ms::select("id"_c, ms::explode_outer("tags"_c)), of_maps) ==
        rows{{1, 7, "x"}, {1, 9, none}, {2, none, none}, {3, none, none}});
  CHECK(sample::run(baskets | ms::select(ms::explode("prices"_c).as("item"_c, "price"_c)) |
                        ms::where("price"_c > 2) | ms::select("price"_c),
                    of_maps, 2) == rows{{10}, {3}});
  // the names of the columns that there are may be those of the entries
  CHECK(sample::run(baskets | ms::select("id"_c.as("prices"_c), ms::explode("prices"_c)), of_maps)
            .size() == 3);
}
