// SPDX-License-Identifier: Apache-2.0
//
// Times as text the way SQL's casts read them: parts may be short or missing (`2020`, `2020-2-9 7:05`),
// blanks around are left out, a zone may stand behind. Strict ISO 8601 is in time_text.hpp, patterns in
// expr/functions/time_format.hpp.
#pragma once

#include <millstream/base/inline.hpp>
#include <millstream/schema/time_zone.hpp>

namespace millstream {

/// A time of day on a day, and its zone where the text names one.
struct local_time {
  std::int64_t microseconds = 0;  ///< since 1970, as if local time were UTC
  time_zone const* zone = nullptr;
};

namespace detail {
constexpr std::string_view without_blanks(std::string_view text) {
  // as Spark does: control characters are blanks too
  auto const blank = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; };
  while (!text.empty() && blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && blank(text.back()))
    text.remove_suffix(1);
  return text;
}
/// Takes at least `least` and at most `most` digits, all that there are.
constexpr bool take_number(std::string_view& text, std::size_t least, std::size_t most,
                           std::int64_t& out) {
  std::size_t n = 0;
  out = 0;
  for (; n < text.size() && text[n] >= '0' && text[n] <= '9'; ++n) {
    if (n == most) return false;
    out = out * 10 + (text[n] - '0');
  }
  text.remove_prefix(n);
  return n >= least;
}
constexpr bool take_mark(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}
/// `[+-]yyyy[-[m]m[-[d]d]]` as days since 1970; `whole` says that nothing is missing.
constexpr std::optional<std::int64_t> take_sql_date(std::string_view& text, std::size_t most_digits,
                                                    bool& whole) {
  bool const minus = take_mark(text, '-');
  if (!minus) take_mark(text, '+');
  std::int64_t year = 0, month = 1, day = 1;
  if (!take_number(text, 4, most_digits, year)) return std::nullopt;
  whole = false;
  if (take_mark(text, '-')) {
    if (!take_number(text, 1, 2, month)) return std::nullopt;
    if (take_mark(text, '-')) {
      if (!take_number(text, 1, 2, day)) return std::nullopt;
      whole = true;
    }
  }
  if (minus) year = -year;
  if (!civil::is_day(year, month, day)) return std::nullopt;
  return civil::days_of(year, static_cast<int>(month), static_cast<int>(day));
}
}  // namespace detail

/// `yyyy`, `yyyy-[m]m` or `yyyy-[m]m-[d]d`; behind a whole date and a blank or `T` stands anything.
/// **Errors** empty on anything else. **Source** Spark's `stringToDate`.
constexpr std::optional<date> parse_sql_date(std::string_view text) {
  text = detail::without_blanks(text);
  bool whole = false;
  auto const days = detail::take_sql_date(text, 7, whole);
  if (!days || (!text.empty() && (!whole || (text.front() != ' ' && text.front() != 'T'))))
    return std::nullopt;
  return date(std::chrono::days(*days));
}

/// A date as above, then optionally a blank or `T` and `[h]h[:[m]m[:[s]s[.fraction][zone]]]`; a zone is an
/// offset or a region. What is below a microsecond is cut off. **Errors** empty on anything else.
/// **Source** Spark's `parseTimestampString`; a time without a date is none.
std::optional<local_time> parse_sql_time(std::string_view text);

}  // namespace millstream

#ifndef MILLSTREAM_COMPILED
#include <millstream/schema/sql_time_text.ipp>
#endif
