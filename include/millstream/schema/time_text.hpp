// SPDX-License-Identifier: Apache-2.0
//
// Times as text: ISO 8601 in and out, microseconds, UTC. Time without a zone is taken as UTC.
#pragma once

#include <charconv>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include <millstream/base/inline.hpp>
#include <millstream/schema/types.hpp>

namespace millstream {

namespace detail {
/// Reads exactly `digits` decimal digits and takes them off the front.
constexpr std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int out = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    out = out * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return out;
}
constexpr bool take_char(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}
constexpr std::optional<date> take_date(std::string_view& text) {
  auto const y = take_digits(text, 4);
  if (!y || !take_char(text, '-')) return std::nullopt;
  auto const m = take_digits(text, 2);
  if (!m || !take_char(text, '-')) return std::nullopt;
  auto const d = take_digits(text, 2);
  if (!d) return std::nullopt;
  std::chrono::year_month_day const day{std::chrono::year{*y}, std::chrono::month(unsigned(*m)),
                                        std::chrono::day(unsigned(*d))};
  if (!day.ok()) return std::nullopt;
  return date{day};
}
}  // namespace detail

/// `2013-01-31`. **Errors** empty on anything else.
constexpr std::optional<date> parse_date(std::string_view text) {
  auto const out = detail::take_date(text);
  return text.empty() ? out : std::nullopt;
}

/// `2013-01-31`, then optionally `T` or a blank and `10:00[:00[.123456]]`, then optionally `Z` or
/// `+01:00`. Digits below a microsecond are cut off. **Errors** empty on anything else.
constexpr std::optional<timestamp> parse_timestamp(std::string_view text) {
  auto const day = detail::take_date(text);
  if (!day) return std::nullopt;
  timestamp out{*day};
  if (text.empty()) return out;
  if (!detail::take_char(text, 'T') && !detail::take_char(text, ' ')) return std::nullopt;
  auto const hour = detail::take_digits(text, 2);
  if (!hour || *hour > 23 || !detail::take_char(text, ':')) return std::nullopt;
  auto const minute = detail::take_digits(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  out += std::chrono::hours(*hour) + std::chrono::minutes(*minute);
  if (detail::take_char(text, ':')) {
    auto const second = detail::take_digits(text, 2);
    if (!second || *second > 59) return std::nullopt;
    out += std::chrono::seconds(*second);
    if (detail::take_char(text, '.')) {
      std::int64_t unit = 100'000;
      std::size_t digits = 0;
      for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
        out += std::chrono::microseconds((text.front() - '0') * unit);
        unit /= 10;
        ++digits;
      }
      if (digits == 0 || digits > 9) return std::nullopt;
    }
  }
  if (text.empty() || (detail::take_char(text, 'Z') && text.empty())) return out;
  bool const west = text.front() == '-';
  if (!west && text.front() != '+') return std::nullopt;
  text.remove_prefix(1);
  auto const hours = detail::take_digits(text, 2);
  if (!hours || *hours > 18) return std::nullopt;
  detail::take_char(text, ':');
  auto const minutes = text.empty() ? std::optional<int>(0) : detail::take_digits(text, 2);
  if (!minutes || *minutes > 59 || !text.empty()) return std::nullopt;
  auto const shift = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return west ? out + shift : out - shift;
}

std::string to_text(date day);

/// `2013-01-31T10:00:00.000Z`: milliseconds always, microseconds where there are any.
std::string to_text(timestamp time);

}  // namespace millstream

#ifndef MILLSTREAM_COMPILED
#include <millstream/schema/time_text.ipp>
#endif
