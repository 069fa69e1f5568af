// SPDX-License-Identifier: Apache-2.0
//
// Rounding, under Spark's names. `round` and `bround` round the number as it is written in decimal, to
// so many digits behind the point (before it, where negative): 1.005 is rounded as 1.005, not as the
// double nearest to it. The type of an argument stays.
#pragma once

#include <charconv>
#include <cmath>

#include <millstream/expr/functions/arguments.hpp>

namespace millstream {

namespace expr {

namespace detail {

enum class tie : bool { away_from_zero, to_even };

/// The shortest decimal text of a double, rounded to `scale` digits behind its point.
template <tie Tie>
double rounded(double v, std::int32_t scale) {
  if (!std::isfinite(v) || v == 0) return v;
  char text[40];
  auto const end =
      std::to_chars(text, text + sizeof text, std::fabs(v), std::chars_format::scientific).ptr;
  // d.ddde+xx becomes digits[0, n) with the point behind the first
  char digits[24];
  std::int64_t n = 0;
  char const* at = text;
  for (; *at != 'e'; ++at)
    if (*at != '.') digits[n++] = *at;
  int exponent = 0;
  std::from_chars(at[1] == '+' ? at + 2 : at + 1, end, exponent);

  std::int64_t const kept = std::int64_t(exponent) + 1 + scale;
  if (kept >= n) return v;
  if (kept < 0) return 0.0;
  bool const half = digits[kept] == '5' && kept + 1 == n;
  bool up = digits[kept] >= '5';
  if (Tie == tie::to_even && half) up = kept > 0 && (digits[kept - 1] - '0') % 2 == 1;
  std::int64_t last = kept;
  if (up) {
    while (last > 0 && digits[last - 1] == '9')
      --last;
    if (last == 0) {  // 99.9 became 100
      digits[0] = '1';
      last = 1;
      ++exponent;
    } else {
      ++digits[last - 1];
    }
  }
  if (last == 0) return 0.0;
  char out[48];
  char* to = out;
  if (v < 0) *to++ = '-';
  *to++ = digits[0];
  *to++ = '.';
  for (std::int64_t i = 1; i < last; ++i)
    *to++ = digits[i];
  *to++ = 'e';
  to = std::to_chars(to, out + sizeof out, exponent).ptr;
  double result = 0;
  if (std::from_chars(out, to, result).ec == std::errc::result_out_of_range)
    return std::copysign(exponent > 0 ? std::numeric_limits<double>::infinity() : 0.0, v);
  return result;
}

/// An integer rounded to `10^-scale`; errc::arithmetic_overflow where that does not fit.
template <tie Tie, integer_column T>
T rounded(T v, std::int32_t scale) {
  if (scale >= 0 || v == 0) return v;
  if (scale < -19) return 0;
  std::uint64_t unit = 1;
  for (std::int32_t i = 0; i > scale; --i)
    unit *= 10;
  auto const magnitude =
      v < 0 ? std::uint64_t(0) - static_cast<std::uint64_t>(v) : static_cast<std::uint64_t>(v);
  auto units = magnitude / unit;
  auto const rest = magnitude % unit;
  if (rest > unit - rest || (rest == unit - rest && (Tie == tie::away_from_zero || units % 2 == 1)))
    ++units;
  std::uint64_t size;
  T out;
  if (__builtin_mul_overflow(units, unit, &size) ||
      (v < 0 ? __builtin_sub_overflow(0, size, &out) : __builtin_add_overflow(0, size, &out)))
    throw_overflow("round");
  return out;
}

template <tie Tie, fixed_string Word>
struct round_to_scale {
  static constexpr std::string_view name = Word.view();
  template <class A, class>
  using problem = all_problem<takes::number, Word, A>;
  template <class A, class>
  using result = A;
  template <class A>
  static A apply(A a, std::int32_t scale) {
    if constexpr (integer_column<A>)
      return rounded<Tie>(a, scale);
    else
      return static_cast<A>(rounded<Tie>(static_cast<double>(a), scale));
  }
};

/// A whole double as a bigint: the nearest one where it does not fit, 0 for NaN, as Java converts.
constexpr std::int64_t saturated(double whole) {
  constexpr double limit = 9223372036854775808.0;
  if (whole != whole) return 0;
  if (whole >= limit) return std::numeric_limits<std::int64_t>::max();
  if (whole < -limit) return std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(whole);
}

}  // namespace detail

using round_half_up = detail::round_to_scale<detail::tie::away_from_zero, "round">;
using round_half_even = detail::round_to_scale<detail::tie::to_even, "bround">;

struct ceiling {
  static constexpr std::string_view name = "ceil";
  template <class A>
  using problem = all_problem<takes::number, "ceil", A>;
  template <class>
  using result = std::int64_t;
  template <class A>
  static std::int64_t apply(A a) {
    if constexpr (integer_column<A>)
      return a;
    else
      return detail::saturated(std::ceil(static_cast<double>(a)));
  }
};

struct floor_of {
  static constexpr std::string_view name = "floor";
  template <class A>
  using problem = all_problem<takes::number, "floor", A>;
  template <class>
  using result = std::int64_t;
  template <class A>
  static std::int64_t apply(A a) {
    if constexpr (integer_column<A>)
      return a;
    else
      return detail::saturated(std::floor(static_cast<double>(a)));
  }
};

struct round_to_integral {
  static constexpr std::string_view name = "rint";
  template <class A>
  using problem = all_problem<takes::number, "rint", A>;
  template <class>
  using result = double;
  static double apply(auto a) { return std::nearbyint(static_cast<double>(a)); }
};

}  // namespace expr

/// Rounded to `scale` digits behind the point, halves away from zero. **Shape** the type stays.
/// **Errors** errc::arithmetic_overflow for an integer that leaves its type.
template <expr::expression E>
constexpr auto round(E const& number, std::int32_t scale = 0) {
  return expr::make_call<expr::round_half_up>(number, scale);
}
/// Rounded to `scale` digits behind the point, halves to the even neighbour. **Shape** the type stays.
/// **Errors** errc::arithmetic_overflow for an integer that leaves its type.
template <expr::expression E>
constexpr auto bround(E const& number, std::int32_t scale = 0) {
  return expr::make_call<expr::round_half_even>(number, scale);
}
/// The least whole number that is not below. **Shape** bigint; one that does not fit is the nearest that
/// does, NaN is 0.
template <expr::expression E>
constexpr auto ceil(E const& number) {
  return expr::make_call<expr::ceiling>(number);
}
/// The greatest whole number that is not above. **Shape** bigint; one that does not fit is the nearest
/// that does, NaN is 0.
template <expr::expression E>
constexpr auto floor(E const& number) {
  return expr::make_call<expr::floor_of>(number);
}
/// The nearest whole number, halves to the even neighbour, as a double.
template <expr::expression E>
constexpr auto rint(E const& number) {
  return expr::make_call<expr::round_to_integral>(number);
}

}  // namespace millstream
