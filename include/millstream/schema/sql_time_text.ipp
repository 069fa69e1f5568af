// SPDX-License-Identifier: Apache-2.0
//
// What of sql_time_text.hpp can be compiled once.
#pragma once

#include <millstream/schema/sql_time_text.hpp>

namespace millstream {

MILLSTREAM_CORE std::optional<local_time> parse_sql_time(std::string_view text) {
  text = detail::without_blanks(text);
  bool whole = false;
  auto const days = detail::take_sql_date(text, 6, whole);
  if (!days) return std::nullopt;
  local_time out;
  std::int64_t hour = 0, minute = 0, second = 0, fraction = 0;
  if (!text.empty()) {
    if (!whole || (!detail::take_mark(text, ' ') && !detail::take_mark(text, 'T')))
      return std::nullopt;
    if (!detail::take_number(text, 1, 2, hour)) return std::nullopt;
    if (detail::take_mark(text, ':')) {
      if (!detail::take_number(text, 1, 2, minute)) return std::nullopt;
      if (detail::take_mark(text, ':')) {
        if (!detail::take_number(text, 1, 2, second)) return std::nullopt;
        if (detail::take_mark(text, '.')) {
          std::int64_t unit = 100'000;
          for (; !text.empty() && text.front() >= '0' && text.front() <= '9';
               text.remove_prefix(1)) {
            fraction += (text.front() - '0') * unit;
            unit /= 10;
          }
        }
        if (!text.empty()) {
          out.zone = time_zone::find(detail::without_blanks(text));
          if (!out.zone) return std::nullopt;
          text = {};
        }
      }
    }
    if (!text.empty() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  }
  out.microseconds =
      ((hour * 60 + minute) * 60 + second) * civil::microseconds_per_second + fraction;
  std::int64_t midnight;
  if (__builtin_mul_overflow(*days, civil::microseconds_per_day, &midnight) ||
      __builtin_add_overflow(midnight, out.microseconds, &out.microseconds))
    return std::nullopt;
  return out;
}

}  // namespace millstream
