// SPDX-License-Identifier: Apache-2.0
//
// Parts of a time, such as its year or minute, under Spark's names; a timestamp is seen in the time zone
// of the query. Also what other functions of times share: which arguments they take.
#pragma once

#include <millstream/expr/batch_context.hpp>
#include <millstream/expr/functions/arguments.hpp>

namespace millstream {

namespace expr {

namespace takes {
template <class T>
using is_date_or_timestamp =
    std::bool_constant<std::is_same_v<T, date> || std::is_same_v<T, timestamp>>;
template <class T>
using is_date = std::is_same<T, date>;
template <class T>
using is_timestamp = std::is_same<T, timestamp>;

using day = kind<"a date or a timestamp", is_date_or_timestamp>;
using instant = kind<"a timestamp", is_timestamp>;
using plain_date = kind<"a date", is_date>;
}  // namespace takes

}  // namespace expr

// A tag in expr and the user's word for it: `value` is made of `days` since 1970, or of the microseconds
// `clock` of the day. Both see the query's time zone, so nothing is known before there is a query.
#define MILLSTREAM_PART_OF_DAY(word, tag, value)         \
  namespace expr {                                       \
  struct tag : strict<#word, std::int32_t, takes::day> { \
    static constexpr bool foldable = false;              \
    static constexpr bool total = true;                  \
    static std::int32_t apply(auto when) {               \
      auto const days = session::days_of(when);          \
      return static_cast<std::int32_t>(value);           \
    }                                                    \
  };                                                     \
  }                                                      \
  template <expr::expression E>                          \
  constexpr auto word(E const& when) {                   \
    return expr::make_call<expr::tag>(when);             \
  }
#define MILLSTREAM_PART_OF_CLOCK(word, tag, value)                                              \
  namespace expr {                                                                              \
  struct tag : strict<#word, std::int32_t, takes::instant> {                                    \
    static constexpr bool foldable = false;                                                     \
    static constexpr bool total = true;                                                         \
    static std::int32_t apply(timestamp when) {                                                 \
      auto const clock =                                                                        \
          civil::floor_modulus(session::local_microseconds(when), civil::microseconds_per_day); \
      return static_cast<std::int32_t>(value);                                                  \
    }                                                                                           \
  };                                                                                            \
  }                                                                                             \
  template <expr::expression E>                                                                 \
  constexpr auto word(E const& when) {                                                          \
    return expr::make_call<expr::tag>(when);                                                    \
  }

/// The year. **Shape** int. **Requires** a date or a timestamp (MS055).
MILLSTREAM_PART_OF_DAY(year, year_of, civil::day_of(days).year)
/// The quarter of the year, 1 to 4. **Shape** int. **Requires** a date or a timestamp (MS055).
MILLSTREAM_PART_OF_DAY(quarter, quarter_of, (civil::day_of(days).month - 1) / 3 + 1)
/// The month, 1 to 12. **Shape** int. **Requires** a date or a timestamp (MS055).
MILLSTREAM_PART_OF_DAY(month, month_of, civil::day_of(days).month)
/// The day of the month, from 1. **Shape** int. **Requires** a date or a timestamp (MS055).
MILLSTREAM_PART_OF_DAY(day_of_month, day_of_month_of, civil::day_of(days).of_month)
/// The day of the week, 1 is Sunday. **Shape** int. **Requires** a date or a timestamp (MS055).
MILLSTREAM_PART_OF_DAY(day_of_week, day_of_week_of, (civil::weekday_of(days) + 1) % 7 + 1)
/// The day of the week, 0 is Monday. **Shape** int. **Requires** a date or a timestamp (MS055).
MILLSTREAM_PART_OF_DAY(weekday, weekday_of, civil::weekday_of(days))
/// The day of the year, from 1. **Shape** int. **Requires** a date or a timestamp (MS055).
MILLSTREAM_PART_OF_DAY(day_of_year, day_of_year_of, civil::day_of_year(civil::day_of(days)))
/// The week of ISO 8601, 1 to 53: the first one of a year has its first Thursday. **Shape** int.
/// **Requires** a date or a timestamp (MS055).
MILLSTREAM_PART_OF_DAY(week_of_year, week_of_year_of, civil::week_of_year(days))
/// The hour, 0 to 23. **Shape** int. **Requires** a timestamp (MS055).
MILLSTREAM_PART_OF_CLOCK(hour, hour_of, clock / 3'600'000'000)
/// The minute, 0 to 59. **Shape** int. **Requires** a timestamp (MS055).
MILLSTREAM_PART_OF_CLOCK(minute, minute_of, clock / 60'000'000 % 60)
/// The second, 0 to 59. **Shape** int. **Requires** a timestamp (MS055).
MILLSTREAM_PART_OF_CLOCK(second, second_of, clock / 1'000'000 % 60)

#undef MILLSTREAM_PART_OF_DAY
#undef MILLSTREAM_PART_OF_CLOCK

/// The day of the month: `ms::day_of_month` under its other name.
template <expr::expression E>
constexpr auto day(E const& when) {
  return day_of_month(when);
}

}  // namespace millstream
