// SPDX-License-Identifier: Apache-2.0
//
// Casts between types, as Spark's CAST in ANSI mode: which there are, and the value, or that it does not
// fit. `cast` makes an error of that, `try_cast` null.
#pragma once

#include <millstream/base/error.hpp>
#include <millstream/expr/cast_text.hpp>
#include <millstream/expr/decimal.hpp>
#include <millstream/expr/expression.hpp>

namespace millstream::expr {

namespace detail {

template <class From, class To>
inline constexpr bool castable =
    std::is_same_v<From, To> || (numeric_column<From> && numeric_column<To>) ||
    (std::is_same_v<From, bool> && numeric_column<To>) ||
    (numeric_column<From> && (std::is_same_v<To, bool> || std::is_same_v<To, timestamp>)) ||
    (std::is_same_v<From, timestamp> && (std::is_same_v<To, date> || numeric_column<To>)) ||
    (std::is_same_v<From, date> && std::is_same_v<To, timestamp>) ||
    (text_column<From> && scalar_column<To> && !std::is_same_v<To, duration>) ||
    (scalar_column<From> && text_column<To>) || decimal_cast<From, To> ||
    (bytes_column<From> && bytes_column<To>);

/// Converts a number to an integer, cut off at the point; false if it does not fit.
template <integer_column To, class From>
constexpr bool to_integer(From const& from, To& out) {
  if constexpr (std::is_floating_point_v<From>) {
    // the bounds as doubles: min is exact, -min is one above max
    constexpr double low = static_cast<double>(std::numeric_limits<To>::min());
    if (!((sizeof(To) < 8 ? from > low - 1.0 : from >= low) && from < -low)) return false;
    out = static_cast<To>(from);
    return true;
  } else {
    out = static_cast<To>(from);
    return static_cast<From>(out) == from;
  }
}

/// The value as a `To`; false if it does not fit.
template <class To, class From>
constexpr bool convert(From const& from, To& out) {
  if constexpr (std::is_same_v<From, To>) {
    out = from;
  } else if constexpr (decimal_cast<From, To>) {
    return convert_decimal(from, out);
  } else if constexpr (bytes_column<From> && bytes_column<To>) {
    out = To(from.data(), from.size());  // text is its bytes
  } else if constexpr (text_column<To>) {
    out = to_sql_text(from);
  } else if constexpr (text_column<From>) {
    return from_text(from, out);
  } else if constexpr (std::is_same_v<From, timestamp> && std::is_same_v<To, date>) {
    out = date(std::chrono::days(session::days_of(from)));
  } else if constexpr (std::is_same_v<From, timestamp> && integer_column<To>) {
    return to_integer(
        std::int64_t(std::chrono::floor<std::chrono::seconds>(from).time_since_epoch().count()),
        out);
  } else if constexpr (std::is_same_v<From, timestamp>) {
    out = static_cast<To>(static_cast<double>(from.time_since_epoch().count()) / 1e6);
  } else if constexpr (std::is_same_v<From, date>) {
    std::int64_t micros;
    if (__builtin_mul_overflow(std::int64_t(from.time_since_epoch().count()),
                               std::int64_t(86'400'000'000), &micros))
      return false;
    out = session::instant_of(micros);
  } else if constexpr (std::is_same_v<To, timestamp>) {
    std::int64_t micros;
    if constexpr (std::is_floating_point_v<From>) {
      if (!to_integer(static_cast<double>(from) * 1e6, micros)) return false;
    } else if (__builtin_mul_overflow(std::int64_t(from), std::int64_t(1'000'000), &micros)) {
      // the nearest there is, as Java's TimeUnit counts
      micros = from < 0 ? std::numeric_limits<std::int64_t>::min()
                        : std::numeric_limits<std::int64_t>::max();
    }
    out = timestamp(duration(micros));
  } else if constexpr (std::is_same_v<To, bool>) {
    out = from != 0;
  } else if constexpr (integer_column<To> && !std::is_same_v<From, bool>) {
    return to_integer(from, out);
  } else {
    out = static_cast<To>(from);
  }
  return true;
}

template <class From>
[[noreturn]] void throw_bad_cast(From const& from, std::string const& type) {
  if constexpr (text_column<From>)
    throw error(errc::bad_cast, "\"" + std::string(from) + "\" is no " + type, {},
                "where null is meant instead, write ms::try_cast<T>(...)");
  else
    throw error(errc::bad_cast, "the value does not fit " + type + ", to which it is cast", {},
                "where null is meant instead, write ms::try_cast<T>(...)");
}

template <class To>
struct cast_typing {
  template <class A>
  using problem = std::conditional_t<
      castable<A, To>, diagnostic::none,
      diagnostic::cannot_cast<diagnostic::left_type<A>, diagnostic::right_type<To>>>;
};

}  // namespace detail

/// Converts to `To`; a value that does not fit is errc::bad_cast.
template <class To>
struct cast_to : detail::cast_typing<To> {
  static constexpr std::string_view name = "cast";
  template <class>
  using result = view_of<To>;
  template <class A>
  static constexpr view_of<To> apply(A const& a) {
    view_of<To> out{};
    if (!detail::convert(a, out)) [[unlikely]]
      detail::throw_bad_cast(a, data_type_of<To>().to_string());
    return out;
  }
};

/// Converts to `To`; a value that does not fit is null.
template <class To>
struct try_cast_to {
  static constexpr std::string_view name = "try_cast";
  static constexpr bool null_aware = true;
  template <class A>
  using problem = typename detail::cast_typing<To>::template problem<without_optional_t<A>>;
  template <class>
  using result = std::optional<view_of<To>>;
  template <class A>
  static constexpr result<A> apply(A const& a) {
    if constexpr (is_optional<A>) {
      return a ? apply(*a) : std::nullopt;
    } else {
      view_of<To> out{};
      return detail::convert(a, out) ? result<A>(out) : std::nullopt;
    }
  }
};

}  // namespace millstream::expr
