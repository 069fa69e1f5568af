// SPDX-License-Identifier: Apache-2.0
//
// Times as people read them: year, month, day and time of day of a count of microseconds, and back. The
// calendar is the proleptic Gregorian one, for all 64 bits of a timestamp (std::chrono's ends at the
// year 32767). Zones are in time_zone.hpp, text in time_text.hpp.
#pragma once

#include <millstream/schema/types.hpp>

namespace millstream::civil {

inline constexpr std::int64_t microseconds_per_second = 1'000'000;
inline constexpr std::int64_t microseconds_per_day = 86'400 * microseconds_per_second;

constexpr std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}
constexpr std::int64_t floor_modulus(std::int64_t a, std::int64_t b) {
  auto const rest = a % b;
  return rest < 0 ? rest + b : rest;
}

struct day {
  std::int64_t year;
  int month;  ///< 1 to 12
  int of_month;
};

constexpr bool is_leap(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}
constexpr int days_in_month(std::int64_t year, int month) {
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : days[month - 1];
}
constexpr bool is_day(std::int64_t year, std::int64_t month, std::int64_t of_month) {
  return month >= 1 && month <= 12 && of_month >= 1 &&
         of_month <= days_in_month(year, static_cast<int>(month));
}

/// The day that is so many days after 1970-01-01. **Source** H. Hinnant's `civil_from_days`.
constexpr day day_of(std::int64_t days) {
  days += 719'468;
  auto const era = floor_divide(days, 146'097);
  auto const of_era = days - era * 146'097;
  auto const year_of_era = (of_era - of_era / 1460 + of_era / 36'524 - of_era / 146'096) / 365;
  auto const of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  auto const shifted = (5 * of_year + 2) / 153;  // March is 0
  auto const month = static_cast<int>(shifted < 10 ? shifted + 3 : shifted - 9);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month,
          static_cast<int>(of_year - (153 * shifted + 2) / 5 + 1)};
}
/// How many days a day is after 1970-01-01.
constexpr std::int64_t days_of(std::int64_t year, int month, int of_month) {
  year -= month <= 2 ? 1 : 0;
  auto const era = floor_divide(year, 400);
  auto const year_of_era = year - era * 400;
  auto const of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + of_month - 1;
  auto const of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
  return era * 146'097 + of_era - 719'468;
}
constexpr std::int64_t days_of(day d) {
  return days_of(d.year, d.month, d.of_month);
}

/// 0 is Monday.
constexpr int weekday_of(std::int64_t days) {
  return static_cast<int>(floor_modulus(days + 3, 7));
}
constexpr int day_of_year(day d) {
  return static_cast<int>(days_of(d) - days_of(d.year, 1, 1)) + 1;
}
/// The week of ISO 8601: the first one has the year's first Thursday.
constexpr int week_of_year(std::int64_t days) {
  auto const thursday = days - weekday_of(days) + 3;
  return (day_of_year(day_of(thursday)) - 1) / 7 + 1;
}
/// The same day of the month so many months later, or the last one there is.
constexpr day plus_months(day d, std::int64_t months) {
  auto const count = d.year * 12 + d.month - 1 + months;
  auto const year = floor_divide(count, 12);
  auto const month = static_cast<int>(floor_modulus(count, 12)) + 1;
  auto const last = days_in_month(year, month);
  return {year, month, d.of_month < last ? d.of_month : last};
}

}  // namespace millstream::civil
