// SPDX-License-Identifier: Apache-2.0
//
// Values from text and as text, as Spark's CAST reads and writes them; what connectors read is stricter
// (schema/time_text.hpp). Times are those of the query's time zone; a time of day without a day is none.
#pragma once

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include <millstream/base/inline.hpp>
#include <millstream/batch/block_text.hpp>
#include <millstream/expr/batch_context.hpp>
#include <millstream/schema/sql_time_text.hpp>

namespace millstream::expr::detail {

constexpr bool is_space_or_control(char c) {
  return (c >= 0 && c <= ' ') || c == 0x7F;
}
constexpr std::string_view without_spaces(std::string_view text) {
  while (!text.empty() && is_space_or_control(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_space_or_control(text.back()))
    text.remove_suffix(1);
  return text;
}
/// Equal, whatever the case of ASCII letters; `lower` is in lower case.
constexpr bool is_word_of(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
  });
}
constexpr bool is_one_word_of(std::string_view text, auto const&... lower) {
  return (is_word_of(text, lower) || ...);
}

// ---- from text ----

template <integer_column T>
constexpr bool from_text(std::string_view text, T& out) {
  text = without_spaces(text);
  bool const negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return false;
  T value = 0;
  for (char const c : text) {
    if (c < '0' || c > '9') return false;
    auto const digit = static_cast<T>(negative ? '0' - c : c - '0');
    if (__builtin_mul_overflow(value, T(10), &value) ||
        __builtin_add_overflow(value, digit, &value))
      return false;
  }
  out = value;
  return true;
}

/// As Java reads it: a sign, a trailing `d` or `f`, a hexadecimal number are well; what is too great is
/// infinite, what is too small is zero.
template <class T>
  requires std::is_floating_point_v<T>
bool from_text(std::string_view text, T& out) {
  text = without_spaces(text);
  bool const negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (is_one_word_of(text, "nan", "inf", "infinity")) {
    bool const nan = is_word_of(text, "nan");
    out = nan ? std::numeric_limits<T>::quiet_NaN() : std::numeric_limits<T>::infinity();
    if (negative) out = -out;
    return true;
  }
  bool const hex = text.starts_with("0x") || text.starts_with("0X");
  if (hex) text.remove_prefix(2);
  auto const exponent = text.find_first_of(hex ? "pP" : "eE");
  if (hex && exponent == std::string_view::npos) return false;
  if (!text.empty() && std::strchr("dDfF", text.back())) text.remove_suffix(1);
  if (text.empty() || !((text[0] >= '0' && text[0] <= '9') || text[0] == '.' || hex)) return false;
  // of a sign of the exponent, from_chars takes both
  auto const* const end = text.data() + text.size();
  auto const read = std::from_chars(text.data(), end, out,
                                    hex ? std::chars_format::hex : std::chars_format::general);
  if (read.ptr != end || read.ec == std::errc::invalid_argument) return false;
  if (read.ec == std::errc::result_out_of_range) {
    bool const tiny = exponent != std::string_view::npos
                          ? text.substr(exponent + 1).starts_with('-')
                          : text.starts_with("0.") || text[0] == '.';
    out = tiny ? T(0) : std::numeric_limits<T>::infinity();
  }
  if (negative) out = -out;
  return true;
}

constexpr bool from_text(std::string_view text, bool& out) {
  text = without_spaces(text);
  out = is_one_word_of(text, "t", "true", "y", "yes", "1");
  return out || is_one_word_of(text, "f", "false", "n", "no", "0");
}

constexpr bool from_text(std::string_view text, date& out) {
  auto const read = parse_sql_date(text);
  if (!read) return false;
  auto const days = read->time_since_epoch().count();
  if (days != static_cast<std::int32_t>(days)) return false;
  out = *read;
  return true;
}

/// A time without a zone is one of the query's.
bool from_text(std::string_view text, timestamp& out);

// ---- as text ----

/// Text put together in memory of the block.
struct text_writer {
  static constexpr std::size_t room = 64;
  char* const begin = block_text::allocate(room);
  char* at = begin;

  void put(std::string_view text) { at = std::copy(text.begin(), text.end(), at); }
  /// At least so many digits.
  void put(std::int64_t number, int digits);
  std::string_view text() const {
    return block_text::keep_first(begin, room, static_cast<std::size_t>(at - begin));
  }
};

template <integer_column T>
std::string_view to_sql_text(T number) {
  text_writer out;
  out.put(std::int64_t(number), 1);
  return out.text();
}
inline std::string_view to_sql_text(bool value) {
  return value ? "true" : "false";
}

/// The digits of a finite number, `d.ddd` times ten to the power of `exponent`, its sign left out.
struct decimal_digits {
  std::string digits;
  int exponent = 0;
};
/// As Java chooses them: the fewest that give the number back, but two at least.
template <class T>
decimal_digits java_digits(T number) {
  char held[48];
  auto const write = [&](auto... precision) {
    return std::to_chars(held, held + sizeof held, std::abs(number), std::chars_format::scientific,
                         precision...)
        .ptr;
  };
  char* end = write();
  if (held[1] != '.') end = write(1);  // of one digit: the best two
  auto const* const e = std::find(held, end, 'e');
  decimal_digits out{std::string(1, held[0])};
  std::from_chars(e + (e[1] == '+' ? 2 : 1), end, out.exponent);
  out.digits.append(held + 2, static_cast<std::size_t>(e - held) - 2);
  return out;
}

/// As Java writes it: one digit at least on both sides of the point, and an exponent below 0.001 and from
/// 10,000,000 on.
template <class T>
  requires std::is_floating_point_v<T>
std::string_view to_sql_text(T number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  auto [digits, exponent] = java_digits(number);

  text_writer out;
  if (std::signbit(number)) *out.at++ = '-';
  auto const put_fraction = [&](std::string_view fraction) {
    while (fraction.size() > 1 && fraction.back() == '0')
      fraction.remove_suffix(1);
    *out.at++ = '.';
    out.put(fraction.empty() ? "0" : fraction);
  };
  std::string_view const all = digits;
  if (number != 0 && (exponent < -3 || exponent >= 7)) {
    out.put(all.substr(0, 1));
    put_fraction(all.substr(1));
    *out.at++ = 'E';
    out.put(exponent, 1);
  } else if (exponent < 0) {
    *out.at++ = '0';
    put_fraction(std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits);
  } else {
    auto const whole = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() < whole) digits.append(whole - digits.size(), '0');
    out.put(std::string_view(digits).substr(0, whole));
    put_fraction(std::string_view(digits).substr(whole));
  }
  return out.text();
}

std::string_view to_sql_text(date day);
std::string_view to_sql_text(timestamp time);
std::string_view to_sql_text(duration span);

}  // namespace millstream::expr::detail

#ifndef MILLSTREAM_COMPILED
#include <millstream/expr/cast_text.ipp>
#endif
