// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/plan/describe.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {
struct basket {
  ms::timestamp ts;
  std::string k;
  std::vector<std::string> items;
  std::optional<std::vector<std::optional<std::int64_t>>> counts;
};
struct priced {
  std::string k;
  std::map<std::string, std::int64_t> prices;
  std::vector<std::string> items;
};
}  // namespace
BOOST_HANA_ADAPT_STRUCT(basket, ts, k, items, counts);
BOOST_HANA_ADAPT_STRUCT(priced, k, prices, items);

namespace {
auto const baskets = ms::from_range(std::vector<basket>{});
template <class S, ms::fixed_string Name>
using type_in = typename sample::schema_at<S>::template type_of<Name>;
}  // namespace

TEST_CASE("explode: the elements are a column in the generator's place", "[dsl]") {
  auto const s = baskets | ms::select("k"_c, ms::explode("items"_c), "ts"_c);
  CHECK(sample::columns(s) == "k col ts ");
  static_assert(std::is_same_v<type_in<decltype(s), "col">, std::string>);
  auto const named = baskets | ms::select(ms::explode("counts"_c).as("counts"_c), "k"_c);
  CHECK(sample::columns(named) == "counts k ");
  static_assert(std::is_same_v<type_in<decltype(named), "counts">, std::optional<std::int64_t>>);
  auto const outer = baskets | ms::select(ms::explode_outer("items"_c).as("item"_c));
  static_assert(std::is_same_v<type_in<decltype(outer), "item">, std::optional<std::string>>);
}

TEST_CASE("explode: positions are a column before the elements", "[dsl]") {
  auto const s = baskets | ms::select("k"_c, ms::posexplode("items"_c));
  CHECK(sample::columns(s) == "k pos col ");
  static_assert(std::is_same_v<type_in<decltype(s), "pos">, std::int32_t>);
  auto const outer = baskets | ms::select(ms::posexplode_outer("items"_c).as("at"_c, "item"_c));
  CHECK(sample::columns(outer) == "at item ");
  static_assert(std::is_same_v<type_in<decltype(outer), "at">, std::optional<std::int32_t>>);
}

TEST_CASE("explode: with_column adds the elements, or puts them in the array's place", "[dsl]") {
  auto const added = baskets | ms::with_column("item"_c, ms::explode("items"_c));
  CHECK(sample::columns(added) == "ts k items counts item ");
  auto const replaced = baskets | ms::with_column("items"_c, ms::explode("items"_c));
  CHECK(sample::columns(replaced) == "ts k items counts ");
  static_assert(std::is_same_v<type_in<decltype(replaced), "items">, std::string>);
}

TEST_CASE("explode: the event-time tag stays, and rows without elements go before the watermark",
          "[dsl][rule28a]") {
  auto const s = baskets | ms::with_watermark("ts"_c, 1s);
  CHECK(sample::event_time(s | ms::select("ts"_c, ms::explode("items"_c))) == "ts");
  auto const text = ms::plan::describe((s | ms::select(ms::explode("counts"_c))).plan).to_string();
  CHECK(
      text.starts_with("Generate explode [col]\n"
                       "  Project [counts AS col]\n"
                       "    Filter [has_elements(counts)]\n"));
  auto const outer = ms::plan::describe((s | ms::select(ms::explode_outer("counts"_c))).plan);
  CHECK(outer.to_string().find("Filter") == std::string::npos);
}

TEST_CASE("explode: one generator in a select, of an array, and nowhere else", "[dsl]") {
  constexpr auto fits = []<class W>(W const&) { return ms::applicable<W, decltype(baskets)>; };
  CHECK(fits(ms::select(ms::explode("items"_c), "k"_c)));
  CHECK_FALSE(
      fits(ms::select(ms::explode("items"_c).as("a"_c), ms::explode("counts"_c).as("b"_c))));
  CHECK_FALSE(fits(ms::select(ms::explode("k"_c))));
  CHECK_FALSE(fits(ms::select(ms::explode("none"_c))));
  CHECK_FALSE(fits(ms::select(ms::explode("items"_c).as("k"_c), "k"_c)));
  CHECK_FALSE(fits(ms::select(ms::posexplode("items"_c).as("k"_c, "item"_c), "k"_c)));
  CHECK_FALSE(fits(ms::where(ms::explode("items"_c) == "x")));
  CHECK_FALSE(fits(ms::with_column("x"_c, ms::posexplode("items"_c))));
}

TEST_CASE("explode: the entries of a map are two columns in a select, and nowhere else", "[dsl]") {
  auto const rows = ms::from_range(std::vector<priced>{});
  auto const s = rows | ms::select("k"_c, ms::explode("prices"_c));
  CHECK(sample::columns(s) == "k key value ");
  static_assert(std::is_same_v<type_in<decltype(s), "key">, std::string>);
  static_assert(std::is_same_v<type_in<decltype(s), "value">, std::int64_t>);
  auto const outer =
      rows | ms::select(ms::explode_outer("prices"_c).as("item"_c, "price"_c), "k"_c);
  CHECK(sample::columns(outer) == "item price k ");
  static_assert(std::is_same_v<type_in<decltype(outer), "item">, std::optional<std::string>>);
  static_assert(std::is_same_v<type_in<decltype(outer), "price">, std::optional<std::int64_t>>);

  constexpr auto fits = []<class W>(W const&) { return ms::applicable<W, decltype(rows)>; };
  CHECK_FALSE(fits(ms::select(ms::explode("prices"_c).as("one"_c))));
  CHECK_FALSE(fits(ms::select(ms::explode("items"_c).as("one"_c, "two"_c))));
  CHECK_FALSE(fits(ms::select(ms::explode("prices"_c).as("k"_c, "v"_c), "k"_c)));
  CHECK_FALSE(fits(ms::select(ms::explode("prices"_c).as("v"_c, "k"_c), "k"_c)));
  CHECK_FALSE(fits(ms::select(ms::posexplode("prices"_c))));
  CHECK_FALSE(fits(ms::with_column("x"_c, ms::explode("prices"_c))));
}
