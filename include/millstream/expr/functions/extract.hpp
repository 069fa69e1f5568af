// SPDX-License-Identifier: Apache-2.0
//
// `extract<"year">(time)`: a part of a date, a timestamp or a span of time by the name that SQL gives it. The
// parts that have words of their own are in time_parts.hpp.
#pragma once

#include <millstream/expr/decimal.hpp>
#include <millstream/expr/functions/time_parts.hpp>

namespace millstream {

namespace expr {

namespace detail {

enum class part_of_time : std::uint8_t {
  none,
  year,
  year_of_week,
  quarter,
  month,
  week,
  day,
  day_of_week,
  day_of_week_iso,
  day_of_year,
  hour,
  minute,
  second
};

/// The part that a name means, as Spark reads it; capital or small letters are one.
constexpr part_of_time part_named(std::string_view name) {
  struct names {
    part_of_time part;
    std::string_view words[6];
  };
  constexpr names known[] = {
      {part_of_time::year, {"year", "y", "years", "yr", "yrs"}},
      {part_of_time::year_of_week, {"yearofweek"}},
      {part_of_time::quarter, {"quarter", "qtr"}},
      {part_of_time::month, {"month", "mon", "mons", "months"}},
      {part_of_time::week, {"week", "w", "weeks"}},
      {part_of_time::day, {"day", "d", "days"}},
      {part_of_time::day_of_week, {"dayofweek", "dow"}},
      {part_of_time::day_of_week_iso, {"dayofweek_iso", "dow_iso"}},
      {part_of_time::day_of_year, {"doy"}},
      {part_of_time::hour, {"hour", "h", "hours", "hr", "hrs"}},
      {part_of_time::minute, {"minute", "m", "min", "mins", "minutes"}},
      {part_of_time::second, {"second", "s", "sec", "seconds", "secs"}},
  };
  auto const same = [&](std::string_view word) {
    if (word.size() != name.size()) return false;
    for (std::size_t i = 0; i < word.size(); ++i)
      if (word[i] != (name[i] >= 'A' && name[i] <= 'Z' ? char(name[i] + 32) : name[i]))
        return false;
    return true;
  };
  for (auto const& [part, words] : known)
    for (auto const word : words)
      if (!word.empty() && same(word)) return part;
  return part_of_time::none;
}

/// The year of ISO 8601 to which the week of a day belongs: that of its Thursday.
constexpr std::int64_t year_of_week(std::int64_t days) {
  return civil::day_of(days - civil::weekday_of(days) + 3).year;
}

template <class T>
constexpr bool has_part(part_of_time part) {
  using enum part_of_time;
  if constexpr (std::is_same_v<T, duration>)
    return part == day || part == hour || part == minute || part == second;
  else if constexpr (std::is_same_v<T, date>)
    return part != none && part < hour;
  else
    return std::is_same_v<T, timestamp> && part != none;
}

}  // namespace detail

template <fixed_string Name>
struct extracted {
  static constexpr std::string_view name = "extract";
  static constexpr bool foldable = false;
  static constexpr auto part = detail::part_named(Name.view());
  using seconds = decimal<8, 6>;

  template <class T>
  using problem = std::conditional_t<
      part == detail::part_of_time::none,
      diagnostic::other_arguments<
          diagnostic::in<"extract">,
          diagnostic::how_to_write<"ms::extract<\"year\">(time), or another part">,
          diagnostic::wanted<Name>>,
      std::conditional_t<
          detail::has_part<T>(part), diagnostic::none,
          diagnostic::argument_of_other_type<diagnostic::in<"extract">,
                                             diagnostic::wanted<"a time that has this part">,
                                             diagnostic::type_is<T>>>>;
  template <class T>
  using result = std::conditional_t<
      part == detail::part_of_time::second, seconds,
      std::conditional_t<std::is_same_v<T, duration> && part != detail::part_of_time::day,
                         std::int8_t, std::int32_t>>;

  template <class T>
  static result<T> apply(T const when) {
    using enum detail::part_of_time;
    if constexpr (std::is_same_v<T, duration>) {
      return of_clock<result<T>>(when.count(), when.count() / civil::microseconds_per_day);
    } else if constexpr (part < hour) {
      auto const days = session::days_of(when);
      return static_cast<std::int32_t>(of_day(days));
    } else {
      auto const clock =
          civil::floor_modulus(session::local_microseconds(when), civil::microseconds_per_day);
      return of_clock<result<T>>(clock, 0);
    }
  }

 private:
  static constexpr std::int64_t of_day(std::int64_t days) {
    using enum detail::part_of_time;
    if constexpr (part == year)
      return civil::day_of(days).year;
    else if constexpr (part == year_of_week)
      return detail::year_of_week(days);
    else if constexpr (part == quarter)
      return (civil::day_of(days).month - 1) / 3 + 1;
    else if constexpr (part == month)
      return civil::day_of(days).month;
    else if constexpr (part == week)
      return civil::week_of_year(days);
    else if constexpr (part == day)
      return civil::day_of(days).of_month;
    else if constexpr (part == day_of_week)
      return (civil::weekday_of(days) + 1) % 7 + 1;
    else if constexpr (part == day_of_week_iso)
      return civil::weekday_of(days) + 1;
    else
      return civil::day_of_year(civil::day_of(days));
  }
  template <class Result>
  static constexpr Result of_clock(std::int64_t microseconds, std::int64_t days) {
    using enum detail::part_of_time;
    if constexpr (part == day)
      return static_cast<Result>(days);
    else if constexpr (part == hour)
      return static_cast<Result>(microseconds / 3'600'000'000 % 24);
    else if constexpr (part == minute)
      return static_cast<Result>(microseconds / 60'000'000 % 60);
    else
      return seconds::unchecked(microseconds % 60'000'000);
  }
};

}  // namespace expr

/// A part of a time by its name in SQL, such as `ms::extract<"year">("at"_c)`: YEAR, YEAROFWEEK, QUARTER, MONTH,
/// WEEK, DAY, DAYOFWEEK (1 is Sunday), DAYOFWEEK_ISO (1 is Monday), DOY of a date; HOUR, MINUTE, SECOND of a
/// timestamp as well; DAY, HOUR, MINUTE, SECOND of a span, negative where the span is. **Shape** int; HOUR and MINUTE
/// of a span tinyint; SECOND decimal(8,6). **Requires** such a time (MS055). **Source** Spark's `extract`.
template <fixed_string Part, expr::expression E>
constexpr auto extract(E const& time) {
  return expr::make_call<expr::extracted<Part>>(time);
}
/// `ms::extract` under its other name.
template <fixed_string Part, expr::expression E>
constexpr auto date_part(E const& time) {
  return extract<Part>(time);
}

}  // namespace millstream
