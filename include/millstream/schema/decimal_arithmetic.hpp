// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic of decimals: which type a result has, and its value, rounded HALF_UP to it. The types are
// Spark's (arithmetic.scala and DecimalType.scala with allowPrecisionLoss): where more than 38 digits
// would be needed, digits behind the point are given up first, but for six. Results are exact before
// they are rounded; what does not fit is empty, and the caller says why.
#pragma once

#include <millstream/schema/decimal.hpp>

namespace millstream {

struct decimal_type {
  int precision;
  int scale;
  friend constexpr bool operator==(decimal_type, decimal_type) = default;
};

namespace detail {

/// Digits behind the point that are kept when there are too many in all.
inline constexpr int least_kept_scale = 6;

constexpr decimal_type adjusted(int precision, int scale) {
  if (precision <= max_decimal_digits) return {precision, scale};
  return {max_decimal_digits,
          std::max(max_decimal_digits - (precision - scale), std::min(scale, least_kept_scale))};
}
constexpr decimal_type bounded(int precision, int scale) {
  return {std::min(precision, max_decimal_digits), std::min(scale, max_decimal_digits)};
}

constexpr decimal_type sum_of(decimal_type a, decimal_type b) {
  int const scale = std::max(a.scale, b.scale);
  return adjusted(std::max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale);
}
constexpr decimal_type product_of(decimal_type a, decimal_type b) {
  return adjusted(a.precision + b.precision + 1, a.scale + b.scale);
}
constexpr decimal_type quotient_of(decimal_type a, decimal_type b) {
  int const scale = std::max(least_kept_scale, a.scale + b.precision + 1);
  return adjusted(a.precision - a.scale + b.scale + scale, scale);
}
constexpr decimal_type remainder_of(decimal_type a, decimal_type b) {
  int const scale = std::max(a.scale, b.scale);
  return adjusted(std::min(a.precision - a.scale, b.precision - b.scale) + scale, scale);
}
/// A type for values of both; integral digits are kept before those behind the point.
constexpr decimal_type wider_of(decimal_type a, decimal_type b) {
  int const scale = std::max(a.scale, b.scale);
  int const whole = std::max(a.precision - a.scale, b.precision - b.scale);
  if (whole + scale <= max_decimal_digits) return {whole + scale, scale};
  return {max_decimal_digits, std::max(0, max_decimal_digits - whole)};
}

template <class A, class B, decimal_type Rule(decimal_type, decimal_type)>
struct decimal_result {
  static constexpr decimal_type found = Rule({A::precision, A::scale}, {B::precision, B::scale});
  using type = decimal<found.precision, found.scale>;
};
template <class A, class B, decimal_type Rule(decimal_type, decimal_type)>
using result_type = typename decimal_result<A, B, Rule>::type;

constexpr exact_number exactly(int128 unscaled, int scale) {
  return {magnitude(unscaled), scale, unscaled < 0};
}
/// The same number with a larger scale. **Requires** 77 digits to be enough.
constexpr exact_number scaled_up(exact_number n, int scale) {
  for (int step = 0; n.scale < scale; n.scale += step) {
    step = std::min(scale - n.scale, max_decimal_digits);
    multiply_overflows(n.digits, power_of_ten(step), n.digits);
  }
  return n;
}
constexpr exact_number add_exactly(exact_number a, exact_number b) {
  auto const scale = std::max(a.scale, b.scale);
  a = scaled_up(a, scale);
  b = scaled_up(b, scale);
  if (a.negative == b.negative) return {a.digits + b.digits, scale, a.negative};
  return a.digits >= b.digits ? exact_number{a.digits - b.digits, scale, a.negative}
                              : exact_number{b.digits - a.digits, scale, b.negative};
}

/// a / b with `scale` digits behind the point, HALF_UP; empty if that has more than `precision` digits.
/// **Requires** b != 0, scale >= a's scale - b's scale.
constexpr std::optional<int128> divide_decimals(exact_number a, exact_number b, int precision,
                                                int scale) {
  for (int up = scale - a.scale + b.scale; up > 0;) {
    int const step = std::min(up, max_decimal_digits);
    // a dividend of more than 77 digits has a quotient of more than 38
    if (multiply_overflows(a.digits, power_of_ten(step), a.digits)) return std::nullopt;
    up -= step;
  }
  auto const [quotient, rest] = divide(a.digits, b.digits);
  auto const rounded = quotient + uint256(rest >= b.digits - rest);
  return rounded_to({rounded, 0, a.negative != b.negative}, precision, 0);
}

template <class Result>
constexpr std::optional<Result> as_decimal(std::optional<int128> unscaled) {
  return unscaled ? std::optional(Result::unchecked(*unscaled)) : std::nullopt;
}

}  // namespace detail

template <decimal_column A, decimal_column B>
using decimal_sum = detail::result_type<A, B, detail::sum_of>;
template <decimal_column A, decimal_column B>
using decimal_product = detail::result_type<A, B, detail::product_of>;
template <decimal_column A, decimal_column B>
using decimal_quotient = detail::result_type<A, B, detail::quotient_of>;
template <decimal_column A, decimal_column B>
using decimal_remainder = detail::result_type<A, B, detail::remainder_of>;
/// To which both convert.
template <decimal_column A, decimal_column B>
using wider_decimal = detail::result_type<A, B, detail::wider_of>;

/// Any integer type as a decimal that holds all of its values.
template <std::integral T>
using integer_decimal = decimal<sizeof(T) == 1   ? 3
                                : sizeof(T) == 2 ? 5
                                : sizeof(T) == 4 ? 10
                                                 : 20>;

/// The value in another decimal type, rounded HALF_UP; empty if it does not fit.
template <class To, int P, int S>
constexpr std::optional<To> rescaled(decimal<P, S> v) {
  if constexpr (S == To::scale)
    return To::from_unscaled(v.unscaled());
  else
    return detail::as_decimal<To>(
        detail::rounded_to(detail::exactly(v.unscaled(), S), To::precision, To::scale));
}

/// a + b, or a - b where `Minus`.
template <bool Minus = false, decimal_column A, decimal_column B>
constexpr std::optional<decimal_sum<A, B>> add(A a, B b) {
  using result = decimal_sum<A, B>;
  constexpr int scale = std::max(A::scale, B::scale);
  constexpr int whole = std::max(A::precision - A::scale, B::precision - B::scale);
  if constexpr (whole + scale + 1 <= max_decimal_digits) {
    auto const x = a.unscaled() * static_cast<int128>(detail::power_of_ten(scale - A::scale));
    auto const y = b.unscaled() * static_cast<int128>(detail::power_of_ten(scale - B::scale));
    return result::unchecked(Minus ? x - y : x + y);
  } else {
    auto right = detail::exactly(b.unscaled(), B::scale);
    right.negative ^= Minus;
    return detail::as_decimal<result>(
        detail::rounded_to(detail::add_exactly(detail::exactly(a.unscaled(), A::scale), right),
                           result::precision, result::scale));
  }
}

template <decimal_column A, decimal_column B>
constexpr std::optional<decimal_product<A, B>> multiply(A a, B b) {
  using result = decimal_product<A, B>;
  if constexpr (A::precision + B::precision + 1 <= max_decimal_digits) {
    return result::unchecked(a.unscaled() * b.unscaled());
  } else {
    detail::exact_number const product{
        multiply_wide(detail::magnitude(a.unscaled()), detail::magnitude(b.unscaled())),
        A::scale + B::scale, (a.unscaled() < 0) != (b.unscaled() < 0)};
    return detail::as_decimal<result>(
        detail::rounded_to(product, result::precision, result::scale));
  }
}

/// **Requires** b != 0.
template <decimal_column A, decimal_column B>
constexpr std::optional<decimal_quotient<A, B>> divide(A a, B b) {
  using result = decimal_quotient<A, B>;
  constexpr int up = result::scale - A::scale + B::scale;
  static_assert(up >= 0);
  if constexpr (A::precision + up <= max_decimal_digits) {
    auto const dividend = a.unscaled() * static_cast<int128>(detail::power_of_ten(up));
    auto const quotient = dividend / b.unscaled();
    auto const rest = detail::magnitude(dividend % b.unscaled());
    bool const up_by_one = rest >= detail::magnitude(b.unscaled()) - rest;
    bool const negative = (dividend < 0) != (b.unscaled() < 0);
    return result::from_unscaled(up_by_one ? (negative ? quotient - 1 : quotient + 1) : quotient);
  } else {
    return detail::as_decimal<result>(detail::divide_decimals(
        detail::exactly(a.unscaled(), A::scale), detail::exactly(b.unscaled(), B::scale),
        result::precision, result::scale));
  }
}

/// What is left of a after b was taken off as often as it goes; has a's sign. **Requires** b != 0.
template <decimal_column A, decimal_column B>
constexpr std::optional<decimal_remainder<A, B>> remainder(A a, B b) {
  using result = decimal_remainder<A, B>;
  constexpr int scale = std::max(A::scale, B::scale);
  if constexpr (A::precision - A::scale + scale <= max_decimal_digits &&
                B::precision - B::scale + scale <= max_decimal_digits) {
    auto const x = a.unscaled() * static_cast<int128>(detail::power_of_ten(scale - A::scale));
    auto const y = b.unscaled() * static_cast<int128>(detail::power_of_ten(scale - B::scale));
    return result::from_unscaled(x % y);
  } else {
    auto const x = detail::scaled_up(detail::exactly(a.unscaled(), A::scale), scale);
    auto const y = detail::scaled_up(detail::exactly(b.unscaled(), B::scale), scale);
    return detail::as_decimal<result>(
        detail::rounded_to({millstream::divide(x.digits, y.digits).rest, scale, x.negative},
                           result::precision, result::scale));
  }
}

}  // namespace millstream
