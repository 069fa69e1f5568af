// SPDX-License-Identifier: Apache-2.0
//
// `ms::decimal<P, S>`: exact numbers of up to 38 digits, S of them behind the point, as SQL's decimal:
// what it holds, its order, and its text. Arithmetic and the types it gives are in
// decimal_arithmetic.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>

#include <millstream/base/error.hpp>
#include <millstream/base/wide_integer.hpp>

namespace millstream {

inline constexpr int max_decimal_digits = 38;

namespace detail {

inline constexpr auto powers_of_ten = [] {
  std::array<uint128, max_decimal_digits + 1> out{1};
  for (std::size_t i = 1; i < out.size(); ++i)
    out[i] = out[i - 1] * 10;
  return out;
}();
constexpr uint128 power_of_ten(int exponent) {
  return powers_of_ten[static_cast<std::size_t>(exponent)];
}
constexpr uint128 magnitude(int128 v) {
  return v < 0 ? 0 - static_cast<uint128>(v) : static_cast<uint128>(v);
}
constexpr bool fits_digits(int128 v, int digits) {
  return magnitude(v) < power_of_ten(digits);
}

/// An exact number on its way into a decimal: (-1)^negative * digits * 10^-scale, with any scale.
struct exact_number {
  uint256 digits;
  int scale = 0;
  bool negative = false;
};

/// The number with another scale, HALF_UP; empty where the digits do not fit `precision`.
constexpr std::optional<int128> rounded_to(exact_number n, int precision, int scale) {
  if (n.scale == scale || (n.scale < scale && n.scale + 18 >= scale && n.digits.low >> 64 == 0)) {
    // nothing is rounded and 128 bits are enough
    auto const out = n.digits.low * power_of_ten(scale - n.scale);
    if (n.digits.high != 0 || out >= power_of_ten(precision)) return std::nullopt;
    return n.negative ? -static_cast<int128>(out) : static_cast<int128>(out);
  }
  while (n.scale < scale && n.digits != uint256(0)) {
    int const step = std::min(scale - n.scale, max_decimal_digits);
    if (multiply_overflows(n.digits, power_of_ten(step), n.digits)) return std::nullopt;
    n.scale += step;
  }
  if (n.scale > scale) {
    int drop = n.scale - scale;
    if (drop > 78) return int128(0);
    for (int step = 0; drop > 1; drop -= step) {  // all but the last digit are cut off
      step = std::min(drop - 1, 19);
      n.digits = divide(n.digits, power_of_ten(step)).quotient;
    }
    auto const last = divide(n.digits, uint256(10));
    n.digits = last.quotient + uint256(last.rest.low >= 5);
  }
  if (n.digits >= uint256(power_of_ten(precision))) return std::nullopt;
  auto const out = static_cast<int128>(n.digits.low);
  return n.negative ? -out : out;
}

/// Reads `-12.5e3`, all of it; empty if it is no number or has more digits than 256 bits hold.
constexpr std::optional<exact_number> parse_exact(std::string_view text) {
  exact_number out;
  auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) out.negative = text[at++] == '-';
  bool any = false, point = false;
  int dropped = 0;
  for (; at < text.size() && (is_digit(text[at]) || (text[at] == '.' && !point)); ++at) {
    if (text[at] == '.') {
      point = true;
      continue;
    }
    any = true;
    auto const digit = static_cast<unsigned>(text[at] - '0');
    if (out.digits.high == 0 && out.digits.low >> 120 == 0) [[likely]] {
      out.digits.low = out.digits.low * 10 + digit;
      out.scale += point;
      continue;
    }
    if (out.digits >= uint256(uint128(1) << 120, 0)) {
      dropped = std::min(dropped + !point, 1000);  // far behind every digit that a decimal has
      continue;
    }
    multiply_overflows(out.digits, 10, out.digits);
    out.digits = out.digits + uint256(digit);
    out.scale += point;
  }
  if (!any) return std::nullopt;
  out.scale -= dropped;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    bool const minus = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    int exponent = 0;
    auto const begin = at;
    for (; at < text.size() && is_digit(text[at]); ++at)
      exponent = std::min(exponent * 10 + (text[at] - '0'), 100'000);
    if (at == begin) return std::nullopt;
    out.scale += minus ? exponent : -exponent;
  }
  if (at != text.size()) return std::nullopt;
  return out;
}

/// The decimal text of `unscaled` * 10^-`scale`, every digit written.
inline std::string decimal_text(int128 unscaled, int scale) {
  char text[max_decimal_digits + 6];
  char* const end = text + sizeof text;
  char* at = end;
  auto rest = magnitude(unscaled);
  for (int digit = 0; rest != 0 || digit <= scale; ++digit, rest /= 10) {
    if (digit == scale && scale != 0) *--at = '.';
    *--at = static_cast<char>('0' + static_cast<int>(rest % 10));
  }
  if (unscaled < 0) *--at = '-';
  return {at, end};
}

/// The nearest float or double.
template <std::floating_point Float>
Float decimal_as(int128 unscaled, int scale) {
  if (std::is_same_v<Float, double> && magnitude(unscaled) >> 53 == 0 && scale <= 22)
    // both are exact, so there is one rounding
    return static_cast<Float>(unscaled) / static_cast<Float>(power_of_ten(scale));
  auto const text = decimal_text(unscaled, scale);
  Float out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

/// Orders a * 10^-`scale_a` and b * 10^-`scale_b`, exactly.
constexpr std::strong_ordering compare_decimals(int128 a, int scale_a, int128 b, int scale_b) {
  if (scale_a > scale_b) return 0 <=> compare_decimals(b, scale_b, a, scale_a);
  auto const factor = static_cast<int128>(power_of_ten(scale_b - scale_a));
  auto const whole = b / factor;
  if (a != whole) return a < whole ? std::strong_ordering::less : std::strong_ordering::greater;
  auto const rest = b % factor;
  return rest > 0   ? std::strong_ordering::less
         : rest < 0 ? std::strong_ordering::greater
                    : std::strong_ordering::equal;
}

}  // namespace detail

/// An exact number of `P` digits, `S` of them behind the point; 16 bytes. **Errors** what does not fit
/// is never wrapped or cut: see each way in. **Source** Spark's DecimalType.
template <int P, int S = 0>
class decimal {
  static_assert(1 <= P && P <= max_decimal_digits && 0 <= S && S <= P,
                "a decimal has 1 to 38 digits, of which 0 to all stand behind the point");

 public:
  static constexpr int precision = P;
  static constexpr int scale = S;

  constexpr decimal() = default;
  /// `ms::decimal<10, 2>("1.25")`: the compiler refuses text that is no number or does not fit exactly.
  consteval explicit decimal(std::string_view text) {
    auto const read = detail::parse_exact(text);
    if (!read) throw "this text is no number";
    auto const held = detail::rounded_to(*read, P, S);
    if (!held) throw "the number has too many digits before the point";
    if (auto const more = detail::rounded_to(*read, max_decimal_digits, max_decimal_digits - P + S);
        !more || detail::compare_decimals(*held, S, *more, max_decimal_digits - P + S) != 0)
      throw "the number has too many digits behind the point";
    unscaled_ = *held;
  }
  /// **Errors** errc::arithmetic_overflow.
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  constexpr explicit decimal(T whole)
      : decimal(checked{},
                {whole < 0 ? 0 - static_cast<uint128>(whole) : static_cast<uint128>(whole), 0,
                 whole < 0}) {}

  /// Rounds HALF_UP. **Errors** errc::arithmetic_overflow.
  template <int Q, int T>
  constexpr explicit decimal(decimal<Q, T> const& other)
      : decimal(checked{}, {detail::magnitude(other.unscaled()), T, other.unscaled() < 0}) {}

  /// The number `unscaled` * 10^-S; empty if that has more than P digits.
  static constexpr std::optional<decimal> from_unscaled(int128 unscaled) {
    if (!detail::fits_digits(unscaled, P)) return std::nullopt;
    return unchecked(unscaled);
  }
  /// The same where the caller knows that it fits.
  static constexpr decimal unchecked(int128 unscaled) {
    decimal out;
    out.unscaled_ = unscaled;
    return out;
  }
  /// `12.50`, `-1e3`; digits behind the last one are rounded HALF_UP. Empty if it is no number or does
  /// not fit.
  static constexpr std::optional<decimal> parse(std::string_view text) {
    auto const read = detail::parse_exact(text);
    auto const held = read ? detail::rounded_to(*read, P, S) : std::nullopt;
    return held ? std::optional(unchecked(*held)) : std::nullopt;
  }

  constexpr int128 unscaled() const { return unscaled_; }
  /// The nearest float or double.
  template <std::floating_point Float>
  explicit operator Float() const {
    return detail::decimal_as<Float>(unscaled_, S);
  }

  template <int Q, int T>
  friend constexpr std::strong_ordering operator<=>(decimal const& a, decimal<Q, T> const& b) {
    if constexpr (S == T) {
      return a.unscaled() == b.unscaled()  ? std::strong_ordering::equal
             : a.unscaled() < b.unscaled() ? std::strong_ordering::less
                                           : std::strong_ordering::greater;
    } else {
      return detail::compare_decimals(a.unscaled(), S, b.unscaled(), T);
    }
  }
  template <int Q, int T>
  friend constexpr bool operator==(decimal const& a, decimal<Q, T> const& b) {
    return (a <=> b) == 0;
  }

 private:
  struct checked {};
  constexpr decimal(checked, detail::exact_number const& n) {
    auto const held = detail::rounded_to(n, P, S);
    if (!held)
      throw error(errc::arithmetic_overflow, "a number does not fit a decimal(" +
                                                 std::to_string(P) + "," + std::to_string(S) + ")");
    unscaled_ = *held;
  }

  int128 unscaled_ = 0;
};

template <class T>
inline constexpr bool is_decimal = false;
template <int P, int S>
inline constexpr bool is_decimal<decimal<P, S>> = true;
template <class T>
concept decimal_column = is_decimal<T>;

/// Every digit, `-0.50`; never an exponent.
template <int P, int S>
std::string to_text(decimal<P, S> const& v) {
  return detail::decimal_text(v.unscaled(), S);
}

}  // namespace millstream
