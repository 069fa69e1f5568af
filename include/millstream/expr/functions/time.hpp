// SPDX-License-Identifier: Apache-2.0
//
// Functions of dates and timestamps, under Spark's names: arithmetic of the calendar, times made of numbers
// and taken apart, times read from text without a pattern, the time of the batch. Local times are those
// of the query's time zone. Parts are in time_parts.hpp, units in time_units.hpp, patterns in time_format.hpp.
#pragma once

#include <cmath>

#include <millstream/expr/functions/round.hpp>
#include <millstream/expr/functions/time_parts.hpp>

namespace millstream {

namespace expr {

namespace detail {
/// A day as Spark can hold it: an int of days.
inline date date_of(std::int64_t days) {
  if (days < std::numeric_limits<std::int32_t>::min() ||
      days > std::numeric_limits<std::int32_t>::max())
    throw error(errc::arithmetic_overflow, "the day is too far for a date");
  return date(std::chrono::days(days));
}
[[noreturn]] inline void throw_no_time(std::string_view text, std::string_view what) {
  throw error(errc::bad_cast, "\"" + std::string(text) + "\" is not a " + std::string(what), {},
              "ms::try_to_timestamp gives null instead");
}
inline timestamp checked_instant(std::int64_t count, std::int64_t unit) {
  std::int64_t out;
  if (__builtin_mul_overflow(count, unit, &out)) throw_overflow("the timestamp");
  return timestamp(duration(out));
}
/// Seconds as microseconds, rounded as decimals are.
inline std::optional<std::int64_t> microseconds_of_seconds(double seconds) {
  auto const scaled = std::round(rounded<tie::away_from_zero>(seconds, 6) * 1e6);
  if (!(std::fabs(scaled) < 9.2e18)) return std::nullopt;
  return static_cast<std::int64_t>(scaled);
}
}  // namespace detail

// ---- the calendar ----

struct date_plus_days : strict<"date_add", date, takes::day, takes::whole> {
  static constexpr bool foldable = false;
  static date apply(auto when, std::int64_t days) {
    std::int64_t out;
    if (__builtin_add_overflow(session::days_of(when), days, &out))
      detail::throw_overflow("date_add");
    return detail::date_of(out);
  }
};
struct date_minus_days : strict<"date_sub", date, takes::day, takes::whole> {
  static constexpr bool foldable = false;
  static date apply(auto when, std::int64_t days) {
    std::int64_t out;
    if (__builtin_sub_overflow(session::days_of(when), days, &out))
      detail::throw_overflow("date_sub");
    return detail::date_of(out);
  }
};
struct days_between : strict<"date_diff", std::int32_t, takes::day, takes::day> {
  static constexpr bool foldable = false;
  static std::int32_t apply(auto to, auto from) {
    return static_cast<std::int32_t>(session::days_of(to) - session::days_of(from));
  }
};
struct date_plus_months : strict<"add_months", date, takes::day, takes::whole> {
  static constexpr bool foldable = false;
  static date apply(auto when, std::int64_t months) {
    if (months > 1'000'000'000 || months < -1'000'000'000) detail::throw_overflow("add_months");
    return detail::date_of(
        civil::days_of(civil::plus_months(civil::day_of(session::days_of(when)), months)));
  }
};
struct last_day_of_month : strict<"last_day", date, takes::day> {
  static constexpr bool foldable = false;
  static date apply(auto when) {
    auto const day = civil::day_of(session::days_of(when));
    return detail::date_of(
        civil::days_of(day.year, day.month, civil::days_in_month(day.year, day.month)));
  }
};

/// Whole months where both are the same day of the month, or both the last one; else with 31 days a month.
template <bool Rounded>
struct months_between_times : strict<"months_between", double, takes::day, takes::day> {
  static constexpr bool foldable = false;
  static double apply(auto to, auto from) {
    struct place {
      civil::day day;
      std::int64_t second;
      bool is_last;
    };
    auto const place_of = [](timestamp time) {
      auto const days = session::days_of(time);
      auto const day = civil::day_of(days);
      return place{day, (time - session::midnight_of(days)).count() / 1'000'000,
                   day.of_month == civil::days_in_month(day.year, day.month)};
    };
    auto const a = place_of(session::instant_of(to));
    auto const b = place_of(session::instant_of(from));
    auto const months =
        static_cast<double>((a.day.year - b.day.year) * 12 + a.day.month - b.day.month);
    if (a.day.of_month == b.day.of_month || (a.is_last && b.is_last)) return months;
    auto const seconds = (a.day.of_month - b.day.of_month) * 86'400 + a.second - b.second;
    double const out = months + static_cast<double>(seconds) / (31.0 * 86'400);
    return Rounded ? std::floor(out * 1e8 + 0.5) / 1e8 : out;
  }
};

/// A day of the week by its name: two letters, three, or all.
struct day_name {
  int weekday;  ///< 0 is Monday
  explicit day_name(std::string_view word) : weekday(read(word)) {}

 private:
  static int read(std::string_view word) {
    constexpr std::string_view names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                          "friday", "saturday", "sunday"};
    std::string lower(word);
    for (auto& c : lower)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    for (int i = 0; i < 7; ++i)
      if (lower == names[i] || lower == names[i].substr(0, 2) || lower == names[i].substr(0, 3))
        return i;
    throw error(errc::invalid_argument, "\"" + std::string(word) + "\" is no day of the week", {},
                "write it in English, such as Monday, mon or MO");
  }
};
struct next_weekday {
  static constexpr std::string_view name = "next_day";
  static constexpr bool foldable = false;
  template <class A, class>
  using problem = takes::day::problem<"next_day", A>;
  template <class, class>
  using result = date;
  static date apply(auto when, day_name const& wanted) {
    auto const days = session::days_of(when);
    return detail::date_of(days + 1 +
                           civil::floor_modulus(wanted.weekday - civil::weekday_of(days + 1), 7));
  }
};

// ---- times made of numbers ----

struct date_of_parts : strict<"make_date", date, takes::whole, takes::whole, takes::whole> {
  static date apply(std::int64_t year, std::int64_t month, std::int64_t day) {
    if (year < -999'999 || year > 999'999 || !civil::is_day(year, month, day))
      throw error(errc::invalid_argument, "make_date: there is no such day");
    return detail::date_of(civil::days_of(year, static_cast<int>(month), static_cast<int>(day)));
  }
};
struct timestamp_of_parts : strict<"make_timestamp", timestamp, takes::whole, takes::whole,
                                   takes::whole, takes::whole, takes::whole, takes::number> {
  static constexpr bool foldable = false;
  static timestamp apply(std::int64_t year, std::int64_t month, std::int64_t day, std::int64_t hour,
                         std::int64_t minute, auto second) {
    auto const micros = detail::microseconds_of_seconds(static_cast<double>(second));
    // a second 60 is the first one of the next minute
    if (year < -290'000 || year > 294'000 || !civil::is_day(year, month, day) || hour < 0 ||
        hour > 23 || minute < 0 || minute > 59 || !micros || *micros < 0 || *micros > 60'000'000)
      throw error(errc::invalid_argument, "make_timestamp: there is no such time");
    auto const days = civil::days_of(year, static_cast<int>(month), static_cast<int>(day));
    return session::instant_of(days * civil::microseconds_per_day +
                               (hour * 60 + minute) * 60'000'000 + *micros);
  }
};
struct duration_of_parts : strict<"make_dt_interval", duration, takes::whole, takes::whole,
                                  takes::whole, takes::number> {
  static duration apply(std::int64_t days, std::int64_t hours, std::int64_t minutes, auto seconds) {
    auto const micros = detail::microseconds_of_seconds(static_cast<double>(seconds));
    std::int64_t out = 0;
    auto const add = [&](std::int64_t count, std::int64_t unit) {
      std::int64_t part;
      if (__builtin_mul_overflow(count, unit, &part) || __builtin_add_overflow(out, part, &out))
        detail::throw_overflow("make_dt_interval");
    };
    add(days, civil::microseconds_per_day);
    add(hours, 3'600'000'000);
    add(minutes, 60'000'000);
    if (!micros) detail::throw_overflow("make_dt_interval");
    add(*micros, 1);
    return duration(out);
  }
};
struct timestamp_of_seconds {
  static constexpr std::string_view name = "timestamp_seconds";
  template <class A>
  using problem = takes::number::problem<"timestamp_seconds", A>;
  template <class A>
  using result = std::conditional_t<integer_column<A>, timestamp, std::optional<timestamp>>;
  template <class A>
  static result<A> apply(A seconds) {
    if constexpr (integer_column<A>) {
      return detail::checked_instant(seconds, 1'000'000);
    } else {
      if (!std::isfinite(seconds)) return std::nullopt;
      return timestamp(duration(detail::saturated(std::trunc(static_cast<double>(seconds) * 1e6))));
    }
  }
};
struct timestamp_of_milliseconds : strict<"timestamp_millis", timestamp, takes::whole> {
  static timestamp apply(std::int64_t n) { return detail::checked_instant(n, 1'000); }
};
struct timestamp_of_microseconds : strict<"timestamp_micros", timestamp, takes::whole> {
  static timestamp apply(std::int64_t n) { return timestamp(duration(n)); }
};
struct date_of_days : strict<"date_from_unix_date", date, takes::whole> {
  static date apply(std::int64_t days) { return detail::date_of(days); }
};

// ---- times as numbers ----

template <fixed_string Word, std::int64_t Unit>
struct whole_units : strict<Word, std::int64_t, takes::instant> {
  static std::int64_t apply(timestamp time) {
    return civil::floor_divide(time.time_since_epoch().count(), Unit);
  }
};
struct days_since_1970 : strict<"unix_date", std::int32_t, takes::plain_date> {
  static std::int32_t apply(date day) {
    return static_cast<std::int32_t>(day.time_since_epoch().count());
  }
};

// ---- times read from text ----

namespace takes {
template <class T>
using is_time_or_text = std::bool_constant<is_date_or_timestamp<T>::value || text_column<T>>;
using time_or_text = kind<"text, a date or a timestamp", is_time_or_text>;
}  // namespace takes

namespace detail {
inline std::optional<timestamp> instant_in(std::string_view text) {
  timestamp out;
  return from_text(text, out) ? std::optional(out) : std::nullopt;
}
}  // namespace detail

struct date_in : strict<"to_date", date, takes::time_or_text> {
  static constexpr bool foldable = false;
  template <class A>
  static date apply(A const& from) {
    if constexpr (text_column<A>) {
      auto const out = parse_sql_date(from);
      if (!out) detail::throw_no_time(from, "date");
      return *out;
    } else {
      return detail::date_of(session::days_of(from));
    }
  }
};
struct timestamp_in : strict<"to_timestamp", timestamp, takes::time_or_text> {
  static constexpr bool foldable = false;
  template <class A>
  static timestamp apply(A const& from) {
    if constexpr (text_column<A>) {
      auto const out = detail::instant_in(from);
      if (!out) detail::throw_no_time(from, "timestamp");
      return *out;
    } else {
      return session::instant_of(from);
    }
  }
};
struct tried_timestamp_in {
  static constexpr std::string_view name = "try_to_timestamp";
  static constexpr bool foldable = false;
  template <class A>
  using problem = takes::time_or_text::problem<"try_to_timestamp", A>;
  template <class A>
  using result = std::conditional_t<text_column<A>, std::optional<timestamp>, timestamp>;
  template <class A>
  static result<A> apply(A const& from) {
    if constexpr (text_column<A>)
      return detail::instant_in(from);
    else
      return session::instant_of(from);
  }
};

// ---- the time of the batch ----

struct time_of_batch {
  static constexpr std::string_view name = "current_timestamp";
  static constexpr bool foldable = false;
  template <class...>
  using problem = diagnostic::none;
  template <class...>
  using result = timestamp;
  static timestamp apply() { return current_batch().now; }
};
struct day_of_batch {
  static constexpr std::string_view name = "current_date";
  static constexpr bool foldable = false;
  template <class...>
  using problem = diagnostic::none;
  template <class...>
  using result = date;
  static date apply() { return detail::date_of(session::days_of(current_batch().now)); }
};

}  // namespace expr

/// The day so many days later. **Shape** date. **Requires** a date or a timestamp (MS055). **Errors**
/// errc::arithmetic_overflow.
constexpr auto date_add(expr::argument auto const& when, expr::argument auto const& days) {
  return expr::make_call<expr::date_plus_days>(when, days);
}
/// The day so many days earlier. **Shape** date. **Requires** a date or a timestamp (MS055). **Errors**
/// errc::arithmetic_overflow.
constexpr auto date_sub(expr::argument auto const& when, expr::argument auto const& days) {
  return expr::make_call<expr::date_minus_days>(when, days);
}
/// Number of days from `from` to `to`. **Shape** int. **Requires** a date or a timestamp (MS055).
constexpr auto date_diff(expr::argument auto const& to, expr::argument auto const& from) {
  return expr::make_call<expr::days_between>(to, from);
}
/// The same day of the month so many months later, or the last day that there is. **Shape** date.
constexpr auto add_months(expr::argument auto const& when, expr::argument auto const& months) {
  return expr::make_call<expr::date_plus_months>(when, months);
}
/// Months from `from` to `to`, with fractions of months of 31 days, rounded to 8
/// digits behind the point. **Shape** double.
constexpr auto months_between(expr::argument auto const& to, expr::argument auto const& from) {
  return expr::make_call<expr::months_between_times<true>>(to, from);
}
/// `ms::months_between` without rounding.
constexpr auto months_between_exactly(expr::argument auto const& to,
                                      expr::argument auto const& from) {
  return expr::make_call<expr::months_between_times<false>>(to, from);
}
/// The last day of the month. **Shape** date. **Requires** a date or a timestamp (MS055).
template <expr::expression E>
constexpr auto last_day(E const& when) {
  return expr::make_call<expr::last_day_of_month>(when);
}
/// The next day, after this one, that is the named day of the week. **Shape** date. **Errors**
/// errc::invalid_argument here, for a word that is no day.
template <expr::expression E>
auto next_day(E const& when, std::string_view day_of_week) {
  return expr::make_call<expr::next_weekday>(
      when, expr::prepared<expr::day_name>(std::string(day_of_week)));
}
/// A day of numbers. **Errors** errc::invalid_argument where there is none.
constexpr auto make_date(expr::argument auto const& year, expr::argument auto const& month,
                         expr::argument auto const& day) {
  return expr::make_call<expr::date_of_parts>(year, month, day);
}
/// A time of numbers, in the query's time zone. **Errors** errc::invalid_argument where there is none.
constexpr auto make_timestamp(expr::argument auto const& year, expr::argument auto const& month,
                              expr::argument auto const& day, expr::argument auto const& hour,
                              expr::argument auto const& minute,
                              expr::argument auto const& second) {
  return expr::make_call<expr::timestamp_of_parts>(year, month, day, hour, minute, second);
}
/// A span of time of numbers, each of which may be negative. **Shape** duration. **Errors**
/// errc::arithmetic_overflow.
constexpr auto make_dt_interval(expr::argument auto const& days, expr::argument auto const& hours,
                                expr::argument auto const& minutes,
                                expr::argument auto const& seconds) {
  return expr::make_call<expr::duration_of_parts>(days, hours, minutes, seconds);
}
/// The instant so many seconds after 1970. **Shape** timestamp; of a float or double nullable: null for NaN
/// and the infinities. **Errors** errc::arithmetic_overflow.
template <expr::expression E>
constexpr auto timestamp_seconds(E const& seconds) {
  return expr::make_call<expr::timestamp_of_seconds>(seconds);
}
/// The instant so many milliseconds after 1970. **Errors** errc::arithmetic_overflow.
template <expr::expression E>
constexpr auto timestamp_millis(E const& milliseconds) {
  return expr::make_call<expr::timestamp_of_milliseconds>(milliseconds);
}
/// The instant so many microseconds after 1970.
template <expr::expression E>
constexpr auto timestamp_micros(E const& microseconds) {
  return expr::make_call<expr::timestamp_of_microseconds>(microseconds);
}
/// The day so many days after 1970-01-01.
template <expr::expression E>
constexpr auto date_from_unix_date(E const& days) {
  return expr::make_call<expr::date_of_days>(days);
}
/// Seconds since 1970, rounded down. **Shape** bigint. **Requires** a timestamp (MS055).
template <expr::expression E>
constexpr auto unix_seconds(E const& when) {
  return expr::make_call<expr::whole_units<"unix_seconds", 1'000'000>>(when);
}
/// Milliseconds since 1970, rounded down. **Shape** bigint. **Requires** a timestamp (MS055).
template <expr::expression E>
constexpr auto unix_millis(E const& when) {
  return expr::make_call<expr::whole_units<"unix_millis", 1'000>>(when);
}
/// Microseconds since 1970, rounded down. **Shape** bigint. **Requires** a timestamp (MS055).
template <expr::expression E>
constexpr auto unix_micros(E const& when) {
  return expr::make_call<expr::whole_units<"unix_micros", 1>>(when);
}
/// Days since 1970-01-01. **Shape** int. **Requires** a date (MS055).
template <expr::expression E>
constexpr auto unix_date(E const& day) {
  return expr::make_call<expr::days_since_1970>(day);
}
/// The day of a timestamp, or of a text as SQL writes it. **Errors** errc::bad_cast.
template <expr::expression E>
constexpr auto to_date(E const& from) {
  return expr::make_call<expr::date_in>(from);
}
/// The instant of a text as SQL writes it (`2020-2-29 7:05[:30[.5]]`, a zone may stand behind), or of the
/// midnight of a day. **Errors** errc::bad_cast.
template <expr::expression E>
constexpr auto to_timestamp(E const& from) {
  return expr::make_call<expr::timestamp_in>(from);
}
/// `ms::to_timestamp`, null where the text is no time.
template <expr::expression E>
constexpr auto try_to_timestamp(E const& from) {
  return expr::make_call<expr::tried_timestamp_in>(from);
}
/// When the batch was planned, one value a batch, the same when it is run again (rule 5). **Shape**
/// timestamp. **Errors** errc::invalid_argument where there is no batch.
constexpr auto current_timestamp() {
  return expr::make_call<expr::time_of_batch>();
}
/// `ms::current_timestamp` under its other name.
constexpr auto now() {
  return current_timestamp();
}
/// The day on which the batch was planned, in the query's time zone (rule 5). **Shape** date.
constexpr auto current_date() {
  return expr::make_call<expr::day_of_batch>();
}

}  // namespace millstream
