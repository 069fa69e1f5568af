// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/schema/civil_time.hpp>

namespace civil = millstream::civil;

TEST_CASE("civil_time: days and counts are each other's inverse, as in std::chrono", "[schema]") {
  using namespace std::chrono;
  for (std::int64_t days = -800'000; days <= 800'000; days += 61) {
    auto const d = civil::day_of(days);
    year_month_day const expected{sys_days(std::chrono::days(days))};
    REQUIRE(d.year == int(expected.year()));
    REQUIRE(d.month == static_cast<int>(unsigned(expected.month())));
    REQUIRE(d.of_month == static_cast<int>(unsigned(expected.day())));
    REQUIRE(civil::days_of(d) == days);
    REQUIRE(civil::weekday_of(days) ==
            static_cast<int>(weekday(sys_days(std::chrono::days(days))).iso_encoding()) - 1);
  }
}

TEST_CASE("civil_time: the years that a timestamp reaches", "[schema]") {
  auto const last = civil::day_of(
      civil::floor_divide(std::numeric_limits<std::int64_t>::max(), civil::microseconds_per_day));
  CHECK(last.year == 294'247);
  CHECK(last.month == 1);
  CHECK(last.of_month == 10);
  auto const first = civil::day_of(
      civil::floor_divide(std::numeric_limits<std::int64_t>::min(), civil::microseconds_per_day));
  CHECK(first.year == -290'308);
}

TEST_CASE("civil_time: months end where they end", "[schema]") {
  CHECK(civil::plus_months({2020, 1, 31}, 1).of_month == 29);
  CHECK(civil::plus_months({2021, 1, 31}, 1).of_month == 28);
  CHECK(civil::plus_months({2020, 2, 29}, -12).of_month == 28);
  CHECK(civil::plus_months({1970, 1, 1}, -1).year == 1969);
  CHECK(civil::week_of_year(civil::days_of(2021, 1, 1)) == 53);
  CHECK(civil::is_leap(2000));
  CHECK_FALSE(civil::is_leap(1900));
}
