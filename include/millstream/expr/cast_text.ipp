// SPDX-License-Identifier: Apache-2.0
//
// What of cast_text.hpp can be compiled once.
#pragma once

#include <millstream/expr/cast_text.hpp>

namespace millstream::expr::detail {

MILLSTREAM_CORE bool from_text(std::string_view text, timestamp& out) {
  auto const local = parse_sql_time(text);
  if (!local) return false;
  out = local->zone ? local->zone->to_instant(local->microseconds)
                    : session::instant_of(local->microseconds);
  return true;
}

MILLSTREAM_CORE void text_writer::put(std::int64_t number, int digits) {
  if (number < 0) *at++ = '-';
  auto const size = static_cast<std::uint64_t>(number);
  char held[24];
  auto const end = std::to_chars(held, held + sizeof held, number < 0 ? 0 - size : size).ptr;
  for (auto missing = digits - (end - held); missing > 0; --missing)
    *at++ = '0';
  at = std::copy(held, end, at);
}

inline void put_day(text_writer& out, std::int64_t days) {
  auto const day = civil::day_of(days);
  if (day.year > 9999) *out.at++ = '+';
  out.put(day.year, 4);
  *out.at++ = '-';
  out.put(day.month, 2);
  *out.at++ = '-';
  out.put(day.of_month, 2);
}

inline void put_fraction_of_second(text_writer& out, std::int64_t micros) {
  if (micros == 0) return;
  *out.at++ = '.';
  out.put(micros, 6);
  while (out.at[-1] == '0')
    --out.at;
}

MILLSTREAM_CORE std::string_view to_sql_text(date day) {
  text_writer out;
  put_day(out, day.time_since_epoch().count());
  return out.text();
}

MILLSTREAM_CORE std::string_view to_sql_text(timestamp time) {
  text_writer out;
  auto const local = session::local_microseconds(time);
  put_day(out, civil::floor_divide(local, civil::microseconds_per_day));
  auto const rest = civil::floor_modulus(local, civil::microseconds_per_day);
  *out.at++ = ' ';
  auto const seconds = rest / 1'000'000;
  out.put(seconds / 3600, 2);
  *out.at++ = ':';
  out.put(seconds / 60 % 60, 2);
  *out.at++ = ':';
  out.put(seconds % 60, 2);
  put_fraction_of_second(out, rest % 1'000'000);
  return out.text();
}

MILLSTREAM_CORE std::string_view to_sql_text(duration span) {
  text_writer out;
  out.put("INTERVAL '");
  auto const held = static_cast<std::uint64_t>(span.count());
  auto const micros = span.count() < 0 ? 0 - held : held;
  if (span.count() < 0) *out.at++ = '-';
  auto const seconds = static_cast<std::int64_t>(micros / 1'000'000);
  out.put(seconds / 86400, 1);
  *out.at++ = ' ';
  out.put(seconds / 3600 % 24, 2);
  *out.at++ = ':';
  out.put(seconds / 60 % 60, 2);
  *out.at++ = ':';
  out.put(seconds % 60, 2);
  put_fraction_of_second(out, static_cast<std::int64_t>(micros % 1'000'000));
  out.put("' DAY TO SECOND");
  return out.text();
}

}  // namespace millstream::expr::detail
