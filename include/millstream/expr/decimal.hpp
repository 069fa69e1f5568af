// SPDX-License-Identifier: Apache-2.0
//
// Decimals in expressions: what happens when one meets an integer or a float, casts, and the totals of
// aggregates. The types of results are in schema/decimal_arithmetic.hpp, the functions themselves in
// functions.hpp and aggregates.hpp.
#pragma once

#include <limits>

#include <millstream/base/error.hpp>
#include <millstream/batch/block_text.hpp>
#include <millstream/schema/decimal_arithmetic.hpp>
#include <millstream/schema/types.hpp>

namespace millstream::expr::detail {

/// A decimal with a decimal or an integer: the integer becomes a decimal that holds all of its type, so
/// the type of a result does not depend on a literal's value (Spark looks at the value).
template <class A, class B>
concept decimal_operands = (decimal_column<A> && (decimal_column<B> || integer_column<B>)) ||
                           (integer_column<A> && decimal_column<B>);

template <class T>
struct decimal_for {
  using type = integer_decimal<std::conditional_t<integer_column<T>, T, std::int64_t>>;
};
template <decimal_column T>
struct decimal_for<T> {
  using type = T;
};
template <class T>
using decimal_for_t = typename decimal_for<T>::type;

template <class T>
constexpr decimal_for_t<T> as_decimal(T const& v) {
  if constexpr (decimal_column<T>)
    return v;
  else
    return decimal_for_t<T>::unchecked(v);
}

template <class A, class B>
constexpr auto decimal_plus(A const& a, B const& b) {
  return add(as_decimal(a), as_decimal(b));
}
template <class A, class B>
constexpr auto decimal_minus(A const& a, B const& b) {
  return add<true>(as_decimal(a), as_decimal(b));
}
template <class A, class B>
constexpr auto decimal_multiplies(A const& a, B const& b) {
  return multiply(as_decimal(a), as_decimal(b));
}

// ---- casts ----

template <class From, class To>
inline constexpr bool decimal_cast =
    (decimal_column<To> && (std::is_same_v<From, bool> || numeric_column<From> ||
                            decimal_column<From> || text_column<From>)) ||
    (decimal_column<From> && (numeric_column<To> || text_column<To>));

/// The characters without blanks and control characters around them.
constexpr std::string_view trimmed(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ')
    text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ')
    text.remove_suffix(1);
  return text;
}

template <decimal_column To, class A>
constexpr std::optional<To> decimal_from(A const& a) {
  if constexpr (std::is_same_v<A, bool>) {
    return rescaled<To>(decimal<1, 0>::unchecked(a ? 1 : 0));
  } else if constexpr (std::is_floating_point_v<A>) {
    // the digits that a person sees, as Spark takes them
    char text[40];
    double const wide = a;
    auto const end = std::to_chars(text, text + sizeof text, wide).ptr;
    return To::parse({text, static_cast<std::size_t>(end - text)});
  } else if constexpr (text_column<A>) {
    return To::parse(trimmed(a));
  } else {
    return rescaled<To>(as_decimal(a));
  }
}

template <class To, class A>
constexpr bool convert_decimal(A const& a, To& out) {
  if constexpr (decimal_column<To>) {
    auto const made = decimal_from<To>(a);
    if (!made) return false;
    out = *made;
  } else if constexpr (text_column<To>) {
    out = block_text::copy(to_text(a));
  } else if constexpr (integer_column<To>) {
    auto const whole =
        a.unscaled() / static_cast<int128>(millstream::detail::power_of_ten(A::scale));
    if (whole < std::numeric_limits<To>::min() || whole > std::numeric_limits<To>::max())
      return false;
    out = static_cast<To>(whole);
  } else {
    out = static_cast<To>(a);
  }
  return true;
}

// ---- aggregates ----

/// A sum of any number of decimals, exact in 128 bits and a carry beyond them.
struct decimal_total {
  int128 total = 0;
  std::int64_t carry = 0;  ///< how often 2^128 stands beside `total`

  constexpr void add(int128 v) {
    if (__builtin_add_overflow(total, v, &total)) [[unlikely]]
      carry += v < 0 ? -1 : 1;
  }
  constexpr void merge(decimal_total const& later) {
    add(later.total);
    carry += later.carry;
  }
  constexpr bool fits(int digits) const {
    return carry == 0 && millstream::detail::fits_digits(total, digits);
  }
};

template <decimal_column T>
using decimal_sum_result = decimal<std::min(T::precision + 10, max_decimal_digits), T::scale>;
template <decimal_column T>
using decimal_avg_result = decimal<std::min(T::precision + 4, max_decimal_digits),
                                   std::min(T::scale + 4, max_decimal_digits)>;

}  // namespace millstream::expr::detail
