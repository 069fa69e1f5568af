// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/plan/describe.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;

namespace {
struct bill {
  std::optional<ms::decimal<10, 2>> price;
};
}  // namespace
BOOST_HANA_ADAPT_STRUCT(bill, price);

namespace {
template <class S, ms::fixed_string Name>
using type_in = typename sample::schema_at<S>::template type_of<Name>;
}

TEST_CASE("fill_null: a number fills every column of numbers, and no other", "[dsl]") {
  auto const s = sample::stream() | ms::fill_null(7);
  using filled = decltype(s);
  CHECK(sample::columns(s) == sample::columns(sample::stream()));
  static_assert(std::is_same_v<type_in<filled, "n">, std::int64_t>);
  static_assert(std::is_same_v<type_in<filled, "x">, double>);
  static_assert(std::is_same_v<type_in<filled, "m">, std::optional<bool>>);
  static_assert(
      std::is_same_v<type_in<decltype(sample::stream() | ms::fill_null(true)), "m">, bool>);
}

TEST_CASE("fill_null: a number fills decimals too", "[dsl]") {
  auto const s = ms::from_range(std::vector<bill>{}) | ms::fill_null(7.5);
  static_assert(std::is_same_v<type_in<decltype(s), "price">, ms::decimal<10, 2>>);
  CHECK(ms::plan::describe(s.plan).to_string().starts_with(
      "Project [coalesce(price, 7.50) AS price]"));
}

TEST_CASE("fill_null: named columns are filled alone", "[dsl]") {
  auto const s = sample::stream() | ms::fill_null(7, "n"_c, "v"_c);
  using filled = decltype(s);
  static_assert(std::is_same_v<type_in<filled, "n">, std::int64_t>);
  static_assert(std::is_same_v<type_in<filled, "x">, std::optional<double>>);
}

TEST_CASE("fill_null: an unknown column and a value of another type do not fit", "[dsl]") {
  constexpr auto fits = []<class W>(W const&) {
    return ms::applicable<W, decltype(sample::stream())>;
  };
  CHECK(fits(ms::fill_null("none", "k"_c)));
  CHECK_FALSE(fits(ms::fill_null(1, "no_such"_c)));
  CHECK_FALSE(fits(ms::fill_null(1, "k"_c)));
  CHECK_FALSE(fits(ms::fill_null("one", "n"_c)));
  CHECK_FALSE(fits(ms::fill_null(1, "m"_c)));
}

TEST_CASE("fill_null: a number that a column can't hold is said at once", "[dsl]") {
  auto const with = [](int v) { return sample::stream() | ms::fill_null(v, "tiny"_c); };
  CHECK_NOTHROW(with(1'000));  // the column can't be null
  auto const small = sample::stream() | ms::select(ms::cast<std::int8_t>("n"_c).as("t"_c));
  CHECK_THROWS_AS(small | ms::fill_null(1'000), ms::error);
  CHECK_NOTHROW(small | ms::fill_null(100));
}
