// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/schema/time_zone.hpp>

namespace ms = millstream;

namespace {
std::int64_t local(int year, int month, int day, int hour, int minute) {
  return ms::civil::days_of(year, month, day) * ms::civil::microseconds_per_day +
         (hour * 60 + minute) * 60'000'000LL;
}
std::int64_t hours_behind(ms::time_zone const& zone, std::int64_t at) {
  return (at - zone.to_instant(at).time_since_epoch().count()) / 3'600'000'000;
}
}  // namespace

TEST_CASE("time_zone: clocks go forward and back, also behind the last entry of the file",
          "[schema]") {
  auto const& berlin = ms::time_zone::named("Europe/Berlin");
  for (int const year : {2020, 2090}) {
    CHECK(hours_behind(berlin, local(year, 1, 15, 12, 0)) == 1);
    CHECK(hours_behind(berlin, local(year, 7, 15, 12, 0)) == 2);
  }
  CHECK(hours_behind(berlin, local(2020, 3, 29, 2, 30)) == 1);   // left out: an hour later
  CHECK(hours_behind(berlin, local(2020, 10, 25, 2, 30)) == 2);  // twice: the first time
  // the last Sunday of March 2090 is the 26th
  CHECK(hours_behind(berlin, local(2090, 3, 26, 1, 59)) == 1);
  CHECK(hours_behind(berlin, local(2090, 3, 26, 3, 0)) == 2);
}

TEST_CASE("time_zone: the other half of the world has summer over the new year", "[schema]") {
  auto const& zone = ms::time_zone::named("Australia/Sydney");
  CHECK(hours_behind(zone, local(2090, 1, 1, 0, 0)) == 11);
  CHECK(hours_behind(zone, local(2090, 7, 1, 0, 0)) == 10);
  CHECK(hours_behind(zone, local(2020, 12, 31, 23, 0)) == 11);
}

TEST_CASE("time_zone: offsets need no file, and what is none is refused", "[schema]") {
  auto const offset = [](char const* name) { return ms::time_zone::named(name).at(0).offset; };
  CHECK(offset("UTC") == 0);
  CHECK(offset("Z") == 0);
  CHECK(offset("+02:00") == 7200);
  CHECK(offset("-0830") == -30'600);
  CHECK(offset("UTC+3") == 10'800);
  CHECK(offset("GMT-12:30") == -45'000);
  for (char const* name : {"", "Europe", "Europe/Nowhere", "+19:00", "../etc/passwd", "/etc/passwd",
                           "+1:2:3:4", "UTC+", "zone.tab"})
    CHECK(ms::time_zone::find(name) == nullptr);
  CHECK_THROWS_AS(ms::time_zone::named("Mars/Olympus"), ms::error);
}
