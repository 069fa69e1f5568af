// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {
auto const rows =
    sample::stream() | ms::with_watermark("ts"_c, 1s) | ms::select("ts"_c, "k"_c, "v"_c);
}

TEST_CASE("rename: one column has another name, in the same place", "[dsl]") {
  CHECK(sample::columns(rows | ms::rename("k"_c, "key"_c)) == "ts key v ");
  CHECK(sample::columns(rows | ms::with_column_renamed("v"_c, "w"_c)) == "ts k w ");
  CHECK(sample::columns(rows | ms::rename("v"_c, "v"_c)) == "ts k v ");
}

TEST_CASE("rename: the event-time tag goes with the column", "[dsl]") {
  CHECK(sample::event_time(rows | ms::rename("ts"_c, "at"_c)) == "at");
  CHECK(sample::event_time(rows | ms::rename("k"_c, "key"_c)) == "ts");
}

TEST_CASE("rename: an unknown column, a part of a record and a taken name do not fit", "[dsl]") {
  constexpr auto fits = []<class W>(W) { return ms::applicable<W, decltype(sample::stream())>; };
  CHECK(fits(ms::rename("k"_c, "key"_c)));
  CHECK_FALSE(fits(ms::rename("none"_c, "key"_c)));
  CHECK_FALSE(fits(ms::rename("site.city"_c, "city"_c)));
  CHECK_FALSE(fits(ms::rename("k"_c, "v"_c)));
}
