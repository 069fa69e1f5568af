// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter's decimals: fractions of whole numbers without bound, rounded once at the end.
// Nothing of the library's own decimal arithmetic is in it; only text and the value that is compared.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>

#include <millstream/base/error.hpp>
#include <millstream/schema/value.hpp>

namespace millstream::testing::reference {

using exact_integer = boost::multiprecision::cpp_int;

/// A number as it is.
struct fraction {
  exact_integer over = 0;
  exact_integer under = 1;
};

inline exact_integer ten_to(int exponent) {
  return boost::multiprecision::pow(exact_integer(10), static_cast<unsigned>(exponent));
}

inline fraction fraction_of(decimal_value const& v) {
  bool const negative = v.unscaled < 0;
  auto const size = negative ? 0 - static_cast<uint128>(v.unscaled) : uint128(v.unscaled);
  exact_integer over = static_cast<std::uint64_t>(size >> 64);
  over = over * (exact_integer(1) << 64) + static_cast<std::uint64_t>(size);
  return {negative ? exact_integer(-over) : over, ten_to(v.scale)};
}

/// Digits with a point and an exponent, such as `-1.25e-3`; empty for anything else.
inline std::optional<fraction> fraction_of(std::string_view text) {
  fraction out;
  bool negative = false, digits = false, point = false;
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) negative = text[at++] == '-';
  for (; at < text.size(); ++at) {
    if (text[at] == '.' && !point) {
      point = true;
    } else if (text[at] >= '0' && text[at] <= '9') {
      digits = true;
      out.over = out.over * 10 + (text[at] - '0');
      if (point) out.under *= 10;
    } else {
      break;
    }
  }
  if (!digits) return std::nullopt;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    int exponent = 0;
    char const* const begin = text.data() + at + 1 + (text.substr(at + 1, 1) == "+" ? 1 : 0);
    auto const read = std::from_chars(begin, text.data() + text.size(), exponent);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    (exponent < 0 ? out.under : out.over) *= ten_to(std::abs(exponent));
  } else if (at != text.size()) {
    return std::nullopt;
  }
  if (negative) out.over = -out.over;
  return out;
}

/// The value with the type's digits behind the point, a half away from zero; `code` if it has too many
/// before it.
inline value decimal_result(fraction const& exact, data_type const& type, errc code) {
  exact_integer const over = boost::multiprecision::abs(exact.over) * ten_to(type.scale) * 2;
  exact_integer const under = boost::multiprecision::abs(exact.under);
  exact_integer const rounded = (over + under) / (under * 2);
  if (rounded >= ten_to(type.precision))
    throw error(code, "a number does not fit a " + type.to_string());
  auto const low = static_cast<std::uint64_t>(rounded & 0xFFFF'FFFF'FFFF'FFFFu);
  auto const high = static_cast<std::uint64_t>(rounded >> 64);
  auto const size = static_cast<int128>(uint128(high) << 64 | low);
  bool const negative = (exact.over < 0) != (exact.under < 0);
  return value(decimal_value{negative ? -size : size, type.scale});
}

/// Less, equal or greater as a number below, at or above 0.
inline int order_of(fraction const& a, fraction const& b) {
  exact_integer const left = a.over * b.under;
  exact_integer const right = b.over * a.under;
  return left < right ? -1 : left == right ? 0 : 1;
}

/// `+`, `-`, `*`, `/` and `%`. **Requires** b != 0 for the last two.
inline fraction arithmetic(char op, fraction const& a, fraction const& b) {
  switch (op) {
    case '+':
      if (a.under == b.under) return {a.over + b.over, a.under};
      return {a.over * b.under + b.over * a.under, a.under * b.under};
    case '-':
      return {a.over * b.under - b.over * a.under, a.under * b.under};
    case '*':
      return {a.over * b.over, a.under * b.under};
    case '/':
      return {a.over * b.under, a.under * b.over};
    default:
      return {(a.over * b.under) % (b.over * a.under), a.under * b.under};
  }
}

}  // namespace millstream::testing::reference
