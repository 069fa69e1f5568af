// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {
struct counted {
  std::int64_t tiny;
  std::optional<double> d;
};
}  // namespace
BOOST_HANA_ADAPT_STRUCT(counted, tiny, d);

TEST_CASE("filter: the columns and the event time stay", "[dsl]") {
  auto const s = sample::stream() | ms::with_watermark("ts"_c, 1s);
  auto const kept = s | ms::where("v"_c > 1) | ms::filter(!"b"_c) |
                    ms::where([](auto const& row) { return row["v"_c] > 1; }) |
                    ms::filter([](counted const& c) { return c.tiny > 1; });
  CHECK(sample::columns(kept) == sample::columns(s));
  CHECK(sample::event_time(kept) == "ts");
}

TEST_CASE("filter: a condition may be null, which is not true", "[dsl]") {
  static_assert(ms::applicable<decltype(ms::where("m"_c)), decltype(sample::stream())>);
  static_assert(!ms::applicable<decltype(ms::where("v"_c)), decltype(sample::stream())>);
  static_assert(!ms::applicable<decltype(ms::where("nothing"_c == 1)), decltype(sample::stream())>);
  SUCCEED();
}

TEST_CASE("filter: a struct's member may be wider and nullable, never narrower", "[dsl]") {
  constexpr auto fits = [](auto f) {
    return ms::applicable<decltype(ms::where(f)), decltype(sample::stream())>;
  };
  CHECK(fits([](counted const&) { return true; }));
  CHECK_FALSE(fits([](counted const&) { return 1; }));
  CHECK_FALSE(fits([](sample::place const&) { return true; }));
  CHECK_FALSE(fits([](int) { return true; }));
}
