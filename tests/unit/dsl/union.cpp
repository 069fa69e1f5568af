// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

TEST_CASE("union: the columns are those of both sides", "[dsl]") {
  auto const s = sample::stream();
  CHECK(sample::columns(s | ms::union_(sample::stream())) == sample::columns(s));
}

TEST_CASE("union: the event time stays where both sides have the same", "[dsl]") {
  auto const a = sample::stream() | ms::with_watermark("ts"_c, 1s);
  auto const b = sample::stream() | ms::with_watermark("ts"_c, 9s);
  CHECK(sample::event_time(a | ms::union_(b)) == "ts");
  CHECK(ms::plan::has_watermark<sample::plan_of<decltype(a | ms::union_(sample::stream()))>>);
}

TEST_CASE("union: other names, another order or other types do not fit", "[dsl]") {
  auto const s = sample::stream() | ms::select("k"_c, "v"_c);
  constexpr auto fits = []<class A, class B>(A const&, B const&) {
    return ms::applicable<decltype(ms::union_(std::declval<B>())), A>;
  };
  CHECK(fits(s, sample::stream() | ms::select("k"_c, "v"_c)));
  CHECK_FALSE(fits(s, sample::stream() | ms::select("v"_c, "k"_c)));
  CHECK_FALSE(fits(s, sample::stream() | ms::select("k"_c)));
  CHECK_FALSE(fits(s, sample::stream() | ms::select("k"_c, "n"_c.as("v"_c))));
}
