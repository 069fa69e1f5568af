// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/schema/time_text.hpp>

namespace ms = millstream;
using namespace std::chrono_literals;

static_assert(ms::parse_date("1970-01-02") == ms::date(std::chrono::days(1)));

TEST_CASE("time_text: a timestamp is read with any of its parts left out", "[schema]") {
  auto const at = [](std::chrono::microseconds us) { return std::optional(ms::timestamp(us)); };
  CHECK(ms::parse_timestamp("1970-01-01") == at(0us));
  CHECK(ms::parse_timestamp("1970-01-01T00:01") == at(1min));
  CHECK(ms::parse_timestamp("1970-01-01 00:00:02") == at(2s));
  CHECK(ms::parse_timestamp("1970-01-01T00:00:00.5Z") == at(500ms));
  CHECK(ms::parse_timestamp("1970-01-01T00:00:00.0000019Z") == at(1us));
  CHECK(ms::parse_timestamp("1970-01-01T02:00:00+02:00") == at(0us));
  CHECK(ms::parse_timestamp("1969-12-31T23:00:00-0100") == at(0us));
  CHECK(ms::parse_timestamp("1969-12-31T23:59:59.999999Z") == at(-1us));
}

TEST_CASE("time_text: what is no time is refused", "[schema]") {
  for (auto const* text :
       {"", "1970", "1970-13-01", "1970-02-30", "1970-01-01T", "1970-01-01T24:00",
        "1970-01-01T00:60", "1970-01-01T00:00:61", "1970-01-01T00:00:00.", "1970-01-01T00:00:00Zx",
        "1970-01-01T00:00+25:00"}) {
    INFO(text);
    CHECK_FALSE(ms::parse_timestamp(text));
  }
  CHECK_FALSE(ms::parse_date("1970-01-01T00:00"));
  CHECK_FALSE(ms::parse_date("70-01-01"));
}

TEST_CASE("time_text: what is written is read back", "[schema]") {
  for (auto const us :
       {0ll, -1ll, 1ll, 1'000ll, 1'234'567'890'123'456ll, -62'135'596'800'000'000ll}) {
    ms::timestamp const at{std::chrono::microseconds(us)};
    CHECK(ms::parse_timestamp(ms::to_text(at)) == at);
  }
  CHECK(ms::to_text(ms::timestamp(1500ms)) == "1970-01-01T00:00:01.500Z");
  CHECK(ms::to_text(ms::timestamp(-1us)) == "1969-12-31T23:59:59.999999Z");
  CHECK(ms::to_text(ms::date(std::chrono::days(-1))) == "1969-12-31");
}
