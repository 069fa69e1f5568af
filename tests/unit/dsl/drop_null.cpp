// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/plan/describe.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {
template <class S, ms::fixed_string Name>
using type_in = typename sample::schema_at<S>::template type_of<Name>;
std::string text_of(auto const& s) {
  auto const text = ms::plan::describe(s.plan).to_string();
  return text.substr(0, text.find("  Source"));
}
}  // namespace

TEST_CASE("drop_null: columns that were looked at can't be null any more", "[dsl]") {
  auto const all = sample::stream() | ms::drop_null();
  static_assert(std::is_same_v<type_in<decltype(all), "n">, std::int64_t>);
  static_assert(std::is_same_v<type_in<decltype(all), "x">, double>);
  static_assert(std::is_same_v<type_in<decltype(all), "home">, std::optional<sample::place>>);
  auto const one = sample::stream() | ms::drop_null("n"_c);
  static_assert(std::is_same_v<type_in<decltype(one), "n">, std::int64_t>);
  static_assert(std::is_same_v<type_in<decltype(one), "x">, std::optional<double>>);
  auto const some = sample::stream() | ms::drop_null(ms::how_all, "n"_c, "x"_c);
  static_assert(std::is_same_v<type_in<decltype(some), "n">, std::optional<std::int64_t>>);
}

TEST_CASE("drop_null: is one condition, and none where nothing can be missing", "[dsl]") {
  auto const s = sample::stream() | ms::select("k"_c, "n"_c, "d"_c, "x"_c);
  CHECK(text_of(s | ms::drop_null())
            .starts_with("Project [k, assertnotnull(n) AS n, d, assertnotnull(x) AS x]\n"
                         "  Filter [atleastnnonnulls(3, n, d, x)]\n"));
  CHECK(text_of(s | ms::drop_null("k"_c)) == text_of(s));
  CHECK(text_of(s | ms::drop_null("d"_c)).starts_with("Filter [atleastnnonnulls(1, d)]\n"));
  CHECK(text_of(s | ms::drop_null(ms::how_all)) == text_of(s));
  CHECK(text_of(s | ms::drop_null(ms::how_all, "n"_c, "x"_c))
            .starts_with("Filter [atleastnnonnulls(1, n, x)]\n"));
  CHECK(text_of(s | ms::drop_null(ms::thresh(2), "k"_c, "n"_c, "x"_c))
            .starts_with("Filter [atleastnnonnulls(2, k, n, x)]\n"));
}

TEST_CASE("drop_null: the event-time tag stays", "[dsl]") {
  auto const s = sample::stream() | ms::select("k"_c, ms::nullif("ts"_c, "ts"_c).as("t"_c)) |
                 ms::with_watermark("t"_c, 1s) | ms::drop_null();
  CHECK(sample::event_time(s) == "t");
  static_assert(std::is_same_v<type_in<decltype(s), "t">, ms::timestamp>);
}

TEST_CASE("drop_null: an unknown column does not fit", "[dsl]") {
  constexpr auto fits = []<class W>(W const&) {
    return ms::applicable<W, decltype(sample::stream())>;
  };
  CHECK(fits(ms::drop_null("n"_c)));
  CHECK_FALSE(fits(ms::drop_null("none"_c)));
  CHECK_FALSE(fits(ms::drop_null(ms::how_all, "none"_c)));
}
