// SPDX-License-Identifier: Apache-2.0
//
// Functions that take a unit of time as a word, under Spark's names: `date_trunc("week", ...)`,
// `timestamp_add("day", ...)`. The word is read when the query is built; an unknown one is an error there.
#pragma once

#include <millstream/expr/functions/time_parts.hpp>

namespace millstream {

namespace expr {

enum class unit_of_time : std::uint8_t {
  microsecond,
  millisecond,
  second,
  minute,
  hour,
  day,
  week,
  month,
  quarter,
  year
};

namespace detail {
constexpr std::int64_t microseconds_of(unit_of_time unit) {
  constexpr std::int64_t sizes[] = {1, 1'000, 1'000'000, 60'000'000, 3'600'000'000};
  return unit < unit_of_time::day    ? sizes[static_cast<int>(unit)]
         : unit == unit_of_time::day ? civil::microseconds_per_day
                                     : 7 * civil::microseconds_per_day;
}
constexpr std::int64_t months_of(unit_of_time unit) {
  return unit == unit_of_time::year ? 12 : unit == unit_of_time::quarter ? 3 : 1;
}
constexpr char lower_letter(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool is_word(std::string_view word, std::string_view lower) {
  if (word.size() != lower.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (lower_letter(word[i]) != lower[i]) return false;
  return true;
}
[[noreturn]] inline void throw_unknown_unit(std::string_view function, std::string_view word) {
  throw error(errc::invalid_argument,
              "\"" + std::string(word) + "\" is no unit of " + std::string(function), {},
              "write year, quarter, month, week, day, hour, minute, second, millisecond or "
              "microsecond");
}
inline unit_of_time unit_named(std::string_view word, std::string_view function) {
  constexpr std::string_view names[] = {"microsecond", "millisecond", "second", "minute",  "hour",
                                        "day",         "week",        "month",  "quarter", "year"};
  for (std::size_t i = 0; i < std::size(names); ++i)
    if (is_word(word, names[i])) return static_cast<unit_of_time>(i);
  throw_unknown_unit(function, word);
}

/// The first day of the week, month, quarter or year.
constexpr std::int64_t first_day(std::int64_t days, unit_of_time unit) {
  if (unit == unit_of_time::week) return days - civil::weekday_of(days);
  auto const day = civil::day_of(days);
  int const months = static_cast<int>(months_of(unit));
  return civil::days_of(day.year, (day.month - 1) / months * months + 1, 1);
}
}  // namespace detail

/// The unit to which a time is cut: also the short words that Spark knows.
struct truncation_unit {
  unit_of_time unit;
  explicit truncation_unit(std::string_view word) : unit(read(word)) {}

 private:
  static unit_of_time read(std::string_view word) {
    using detail::is_word;
    if (is_word(word, "yyyy") || is_word(word, "yy")) return unit_of_time::year;
    if (is_word(word, "mm") || is_word(word, "mon")) return unit_of_time::month;
    if (is_word(word, "dd")) return unit_of_time::day;
    return detail::unit_named(word, "date_trunc");
  }
};
/// Units of days alone.
struct date_truncation_unit : truncation_unit {
  explicit date_truncation_unit(std::string_view word) : truncation_unit(word) {
    if (unit < unit_of_time::week) detail::throw_unknown_unit("trunc", word);
  }
};
/// The unit of timestamp_add and timestamp_diff.
struct step_unit {
  unit_of_time unit;
  explicit step_unit(std::string_view word)
      : unit(detail::is_word(word, "dayofyear") ? unit_of_time::day
                                                : detail::unit_named(word, "timestamp_add")) {}
};

namespace takes {
template <class T>
using is_anything = std::true_type;
using anything = kind<"anything", is_anything>;
}  // namespace takes

struct truncated_time : strict<"date_trunc", timestamp, takes::anything, takes::day> {
  static constexpr bool foldable = false;
  static timestamp apply(truncation_unit const& to, auto when) {
    auto const time = session::instant_of(when);
    if (to.unit > unit_of_time::day)
      return session::midnight_of(detail::first_day(session::days_of(when), to.unit));
    auto const size = detail::microseconds_of(to.unit);
    if (to.unit <= unit_of_time::second)
      return time - duration(civil::floor_modulus(time.time_since_epoch().count(), size));
    auto const local = session::local_microseconds(time);
    return session::instant_near(local - civil::floor_modulus(local, size), time);
  }
};

struct truncated_date : strict<"trunc", date, takes::day, takes::anything> {
  static constexpr bool foldable = false;
  static date apply(auto when, date_truncation_unit const& to) {
    return date(std::chrono::days(detail::first_day(session::days_of(when), to.unit)));
  }
};

namespace detail {
/// Days and months are steps of the calendar in the query's time zone, what is smaller is elapsed time.
inline timestamp plus_units(timestamp time, std::int64_t count, unit_of_time unit) {
  std::int64_t amount = 0;
  std::int64_t out = 0;
  auto const overflow = [] { throw_overflow("timestamp_add"); };
  if (unit < unit_of_time::day) {
    if (__builtin_mul_overflow(count, microseconds_of(unit), &amount) ||
        __builtin_add_overflow(time.time_since_epoch().count(), amount, &out))
      overflow();
    return timestamp(duration(out));
  }
  auto const local = session::local_microseconds(time);
  if (unit <= unit_of_time::week) {
    if (__builtin_mul_overflow(count, microseconds_of(unit), &amount) ||
        __builtin_add_overflow(local, amount, &out))
      overflow();
    return session::instant_near(out, time);
  }
  if (__builtin_mul_overflow(count, months_of(unit), &amount) || amount > 12'000'000 ||
      amount < -12'000'000)
    overflow();
  auto const clock = civil::floor_modulus(local, civil::microseconds_per_day);
  auto const day = civil::plus_months(
      civil::day_of(civil::floor_divide(local, civil::microseconds_per_day)), amount);
  if (__builtin_mul_overflow(civil::days_of(day), civil::microseconds_per_day, &out) ||
      __builtin_add_overflow(out, clock, &out))
    overflow();
  return session::instant_near(out, time);
}

/// How many whole units are between two times, towards zero; both seen in the query's time zone.
inline std::int64_t units_between(timestamp from, timestamp to, unit_of_time unit) {
  auto const a = session::local_microseconds(from);
  auto const b = session::local_microseconds(to);
  if (unit <= unit_of_time::week) {
    std::int64_t out;
    if (__builtin_sub_overflow(b, a, &out)) throw_overflow("timestamp_diff");
    return out / microseconds_of(unit);
  }
  // as Java counts them: a day that is not whole is left out before months are counted
  auto const from_day = civil::floor_divide(a, civil::microseconds_per_day);
  auto to_day = civil::floor_divide(b, civil::microseconds_per_day);
  auto const from_clock = civil::floor_modulus(a, civil::microseconds_per_day);
  auto const to_clock = civil::floor_modulus(b, civil::microseconds_per_day);
  if (to_day > from_day && to_clock < from_clock)
    --to_day;
  else if (to_day < from_day && to_clock > from_clock)
    ++to_day;
  auto const place_of = [](civil::day d) { return (d.year * 12 + d.month - 1) * 32 + d.of_month; };
  auto const months = (place_of(civil::day_of(to_day)) - place_of(civil::day_of(from_day))) / 32;
  return months / months_of(unit);
}
}  // namespace detail

struct stepped_time
    : strict<"timestamp_add", timestamp, takes::anything, takes::whole, takes::day> {
  static constexpr bool foldable = false;
  static timestamp apply(step_unit const& step, std::int64_t count, auto when) {
    return detail::plus_units(session::instant_of(when), count, step.unit);
  }
};

struct time_difference
    : strict<"timestamp_diff", std::int64_t, takes::anything, takes::day, takes::day> {
  static constexpr bool foldable = false;
  static std::int64_t apply(step_unit const& step, auto from, auto to) {
    return detail::units_between(session::instant_of(from), session::instant_of(to), step.unit);
  }
};

}  // namespace expr

/// The time cut to a `unit` (year, quarter, month, week, day, hour, minute, second, millisecond,
/// microsecond). **Shape** timestamp. **Requires** a date or a timestamp (MS055). **Errors**
/// errc::invalid_argument here, for a word that is no unit.
template <expr::expression E>
auto date_trunc(std::string_view unit, E const& when) {
  return expr::make_call<expr::truncated_time>(
      expr::prepared<expr::truncation_unit>(std::string(unit)), when);
}
/// The first day of the year, quarter, month or week. **Shape** date. **Requires** a date or a timestamp
/// (MS055). **Errors** errc::invalid_argument here, for a word that is none of these.
template <expr::expression E>
auto trunc(E const& when, std::string_view unit) {
  return expr::make_call<expr::truncated_date>(
      when, expr::prepared<expr::date_truncation_unit>(std::string(unit)));
}
/// `count` units later: days, weeks, months, quarters and years are steps of the calendar, in the query's
/// time zone. **Shape** timestamp. **Errors** errc::arithmetic_overflow; errc::invalid_argument here, for a
/// word that is no unit.
template <expr::argument Count, expr::argument When>
auto timestamp_add(std::string_view unit, Count const& count, When const& when) {
  return expr::make_call<expr::stepped_time>(expr::prepared<expr::step_unit>(std::string(unit)),
                                             count, when);
}
/// Number of whole units from one time to another, negative where `to` is earlier. **Shape** bigint.
/// **Errors** errc::invalid_argument here, for a word that is no unit.
template <expr::argument From, expr::argument To>
auto timestamp_diff(std::string_view unit, From const& from, To const& to) {
  return expr::make_call<expr::time_difference>(expr::prepared<expr::step_unit>(std::string(unit)),
                                                from, to);
}

}  // namespace millstream
