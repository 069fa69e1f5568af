// SPDX-License-Identifier: Apache-2.0
//
// Times as text by a pattern, under Spark's names. The pattern is read when the query is built (an unknown
// letter is an error there, time_pattern.hpp); local times are those of the query's time zone.
#pragma once

#include <millstream/batch/block_text.hpp>
#include <millstream/expr/functions/time.hpp>
#include <millstream/expr/time_pattern.hpp>

namespace millstream {

namespace expr {

/// A pattern to write times with.
struct writing_pattern : time_pattern {
  explicit writing_pattern(std::string_view pattern) : time_pattern(pattern, false) {}
};
/// A pattern to read times with: some letters can't be read.
struct reading_pattern : time_pattern {
  explicit reading_pattern(std::string_view pattern) : time_pattern(pattern, true) {}
};

namespace detail {
inline std::string_view text_of(timestamp time, time_pattern const& pattern) {
  thread_local std::string out;
  out.clear();
  pattern.write(time, out);
  return block_text::copy(out);
}
inline timestamp instant_by(std::string_view text, time_pattern const& pattern) {
  auto const out = pattern.read(text);
  if (!out) throw_no_time(text, "time of the pattern");
  return *out;
}

/// A function of one argument of `Kind` and a pattern.
template <fixed_string Word, class Result, class Kind>
struct by_pattern {
  static constexpr auto held_name = Word;
  static constexpr std::string_view name = held_name.view();
  static constexpr bool foldable = false;
  template <class A, class>
  using problem = typename Kind::template problem<Word, A>;
  template <class, class>
  using result = Result;
};
}  // namespace detail

struct formatted_time : detail::by_pattern<"date_format", std::string_view, takes::day> {
  static std::string_view apply(auto when, writing_pattern const& pattern) {
    return detail::text_of(session::instant_of(when), pattern);
  }
};
struct formatted_seconds : detail::by_pattern<"from_unixtime", std::string_view, takes::whole> {
  static std::string_view apply(std::int64_t seconds, writing_pattern const& pattern) {
    return detail::text_of(detail::checked_instant(seconds, 1'000'000), pattern);
  }
};
struct timestamp_by_pattern : detail::by_pattern<"to_timestamp", timestamp, takes::text> {
  static timestamp apply(std::string_view text, reading_pattern const& pattern) {
    return detail::instant_by(text, pattern);
  }
};
struct tried_timestamp_by_pattern
    : detail::by_pattern<"try_to_timestamp", std::optional<timestamp>, takes::text> {
  static std::optional<timestamp> apply(std::string_view text, reading_pattern const& pattern) {
    return pattern.read(text);
  }
};
struct date_by_pattern : detail::by_pattern<"to_date", date, takes::text> {
  static date apply(std::string_view text, reading_pattern const& pattern) {
    return detail::date_of(session::days_of(detail::instant_by(text, pattern)));
  }
};
/// Seconds since 1970 of a text by a pattern, or of a time, for which the pattern is not needed.
struct seconds_by_pattern
    : detail::by_pattern<"unix_timestamp", std::int64_t, takes::time_or_text> {
  template <class A>
  static std::int64_t apply(A const& from, reading_pattern const& pattern) {
    auto const time = [&] {
      if constexpr (text_column<A>)
        return detail::instant_by(from, pattern);
      else
        return session::instant_of(from);
    }();
    return time.time_since_epoch().count() / civil::microseconds_per_second;  // towards 1970
  }
};

}  // namespace expr

/// The time written by a pattern, such as `yyyy-MM-dd HH:mm:ss`, in the query's time zone. **Shape** text.
/// **Requires** a date or a timestamp (MS055). **Errors** errc::invalid_argument here, for a pattern that
/// is none. **Source** Spark's datetime patterns.
template <expr::expression E>
auto date_format(E const& when, std::string_view pattern) {
  return expr::make_call<expr::formatted_time>(
      when, expr::prepared<expr::writing_pattern>(std::string(pattern)));
}
/// The instant so many seconds after 1970, written by a pattern. **Shape** text. **Errors**
/// errc::arithmetic_overflow; errc::invalid_argument here, for a pattern that is none.
template <expr::expression E>
auto from_unixtime(E const& seconds, std::string_view pattern = "yyyy-MM-dd HH:mm:ss") {
  return expr::make_call<expr::formatted_seconds>(
      seconds, expr::prepared<expr::writing_pattern>(std::string(pattern)));
}
/// The instant in a text by a pattern; a text without a zone is of the query's. **Shape** timestamp.
/// **Requires** text (MS055). **Errors** errc::bad_cast; errc::invalid_argument here, for a pattern that is
/// none.
template <expr::expression E>
auto to_timestamp(E const& text, std::string_view pattern) {
  return expr::make_call<expr::timestamp_by_pattern>(
      text, expr::prepared<expr::reading_pattern>(std::string(pattern)));
}
/// `ms::to_timestamp`, null where the text does not match.
template <expr::expression E>
auto try_to_timestamp(E const& text, std::string_view pattern) {
  return expr::make_call<expr::tried_timestamp_by_pattern>(
      text, expr::prepared<expr::reading_pattern>(std::string(pattern)));
}
/// The day in a text by a pattern. **Shape** date. **Requires** text (MS055). **Errors** errc::bad_cast;
/// errc::invalid_argument here, for a pattern that is none.
template <expr::expression E>
auto to_date(E const& text, std::string_view pattern) {
  return expr::make_call<expr::date_by_pattern>(
      text, expr::prepared<expr::reading_pattern>(std::string(pattern)));
}
/// Seconds since 1970, cut towards 1970, of a text by a pattern, of a date or of a timestamp. **Shape** bigint.
/// **Errors** errc::bad_cast; errc::invalid_argument here, for a pattern that is none.
template <expr::expression E>
auto unix_timestamp(E const& from, std::string_view pattern = "yyyy-MM-dd HH:mm:ss") {
  return expr::make_call<expr::seconds_by_pattern>(
      from, expr::prepared<expr::reading_pattern>(std::string(pattern)));
}
/// Seconds since 1970 of the time of the batch (rule 5). **Shape** bigint.
constexpr auto unix_timestamp() {
  return unix_seconds(current_timestamp());
}

}  // namespace millstream
