// SPDX-License-Identifier: Apache-2.0
//
// The types a column can have, as C++ types and as a value that prints (`data_type`), and the view of
// a column's value that flows through a query (text is a view until state or a sink must own it).
// Reading and writing times as text is in time_text.hpp; adapting a user's struct in adapt.hpp.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <millstream/base/inline.hpp>
#include <millstream/base/meta.hpp>
#include <millstream/base/type_text.hpp>
#include <millstream/schema/binary.hpp>
#include <millstream/schema/decimal.hpp>

namespace millstream {

/// A point in time, UTC, in microseconds since 1970.
using timestamp = std::chrono::sys_time<std::chrono::microseconds>;
/// A day, without time and zone.
using date = std::chrono::sys_days;
/// A span of time in microseconds.
using duration = std::chrono::microseconds;

enum class type_kind : std::uint8_t {
  boolean,
  int8,
  int16,
  int32,
  int64,
  float32,
  float64,
  string,
  timestamp,
  date,
  duration,
  record,
  array,
  decimal,
  binary,
  map
};

/// A column type as a value: for explain, the fingerprint of a plan and messages.
struct data_type {
  struct member;
  type_kind kind{};
  bool nullable = false;
  std::vector<member> members;  // record: its fields; array: "element"; map: "key" and "value"
  std::uint8_t precision = 0;   // decimal: how many digits,
  std::uint8_t scale = 0;       // and how many of them behind the point

  data_type();
  data_type(data_type const&);
  data_type(data_type&&) noexcept;
  data_type& operator=(data_type const&);
  data_type& operator=(data_type&&) noexcept;
  ~data_type();

  bool operator==(data_type const&) const;
  /// Spark's name of the type: bigint, string, struct<start:timestamp,end:timestamp>.
  std::string to_string() const;
};
struct data_type::member {
  std::string name;
  data_type type;
  bool operator==(member const&) const = default;
};

namespace detail {
/// A record of columns by name, each of the type that its function gives.
data_type record_type(std::span<std::string_view const> names,
                      std::span<data_type (*const)()> types);
}  // namespace detail

/// A user's struct adapted with Boost.Hana, or a record of ours; specialised in adapt.hpp.
template <class T>
inline constexpr bool is_record = false;

template <class T>
inline constexpr bool is_array = false;
template <class T>
inline constexpr bool is_array<std::vector<T>> = true;

/// A `std::map` as a column: entries in the order of their keys (Spark keeps the order in which they came).
template <class T>
inline constexpr bool is_map = false;
template <class K, class V>
inline constexpr bool is_map<std::map<K, V>> = true;

template <class T>
concept integer_column = std::same_as<T, std::int8_t> || std::same_as<T, std::int16_t> ||
                         std::same_as<T, std::int32_t> || std::same_as<T, std::int64_t> ||
                         // long and long long are two types of one size: both are a bigint
                         (std::signed_integral<T> && sizeof(T) == 8);
template <class T>
concept numeric_column = integer_column<T> || std::same_as<T, float> || std::same_as<T, double>;
/// The numbers, the exact ones among them.
template <class T>
concept number_column = numeric_column<T> || decimal_column<T>;
template <class T>
concept text_column = std::same_as<T, std::string> || std::same_as<T, std::string_view>;
template <class T>
concept binary_column = std::same_as<T, binary> || std::same_as<T, binary_view>;
template <class T>
concept time_column =
    std::same_as<T, timestamp> || std::same_as<T, date> || std::same_as<T, duration>;
template <class T>
concept scalar_column = std::same_as<T, bool> || numeric_column<T> || decimal_column<T> ||
                        text_column<T> || binary_column<T> || time_column<T>;
/// What travels as a view of bytes and is kept as a copy of them.
template <class T>
concept bytes_column = text_column<T> || binary_column<T>;
/// What travels as a whole, by reference where somebody holds it: it may own memory.
template <class T>
concept nested_column = is_record<T> || is_array<T> || is_map<T>;
/// What can be the key of a map: a scalar that is no float, never null.
template <class T>
concept map_key_column = scalar_column<T> && !std::floating_point<T>;

/// What can be a column: a scalar, `std::optional` of one (nullable), a record, a vector, a map.
template <class T>
struct is_column_type : std::bool_constant<scalar_column<T> || is_record<T>> {};
template <class T>
struct is_column_type<std::optional<T>> : is_column_type<T> {};
template <class T>
struct is_column_type<std::vector<T>> : is_column_type<T> {};
template <class K, class V>
struct is_column_type<std::map<K, V>>
    : std::bool_constant<map_key_column<K> && is_column_type<V>::value> {};
template <class T>
concept column_type = is_column_type<T>::value;

namespace detail {
/// A number below 100 as text.
template <int N>
inline constexpr auto number_text = make_fixed_string<[] {
  constexpr auto pairs = std::string_view(
      "0123456789101112131415161718192021222324252627282930"
      "313233343536373839");
  return N < 10 ? pairs.substr(N, 1) : pairs.substr(10 + (N - 10) * 2, 2);
}>();
}  // namespace detail

template <>
inline constexpr auto type_text<binary> = fixed_string("ms::binary");
template <>
inline constexpr auto type_text<binary_view> = fixed_string("ms::binary");
template <int P, int S>
inline constexpr auto type_text<decimal<P, S>> =
    concatenated<fixed_string("ms::decimal<"), detail::number_text<P>, fixed_string(", "),
                 detail::number_text<S>, fixed_string(">")>;
template <class T>
inline constexpr auto type_text<std::vector<T>> =
    concatenated<fixed_string("std::vector<"), type_text<T>, fixed_string(">")>;
template <class K, class V>
inline constexpr auto type_text<std::map<K, V>> =
    concatenated<fixed_string("std::map<"), type_text<K>, fixed_string(", "), type_text<V>,
                 fixed_string(">")>;

namespace detail {
template <class T>
struct view_of {
  using type = T;
};
template <>
struct view_of<std::string> {
  using type = std::string_view;
};
template <>
struct view_of<binary> {
  using type = binary_view;
};
template <class T>
struct view_of<std::optional<T>> {
  using type = std::optional<typename view_of<T>::type>;
};
template <class T>
struct owned_of {
  using type = T;
};
template <>
struct owned_of<std::string_view> {
  using type = std::string;
};
template <>
struct owned_of<binary_view> {
  using type = binary;
};
template <class T>
struct owned_of<std::optional<T>> {
  using type = std::optional<typename owned_of<T>::type>;
};
}  // namespace detail

/// The type in which a column's value travels through a fused loop: text and binary as views.
template <class T>
using view_of = typename detail::view_of<T>::type;
/// The type in which a column's value is kept: text and binary owned.
template <class T>
using owned_of = typename detail::owned_of<T>::type;

template <class T>
constexpr view_of<T> as_view(T const& value) {
  if constexpr (is_optional<T> && !std::is_same_v<view_of<T>, T>)
    return value ? view_of<T>(*value) : std::nullopt;
  else
    return view_of<T>(value);
}
template <class T>
constexpr owned_of<T> as_owned(T const& value) {
  if constexpr (is_optional<T> && !std::is_same_v<owned_of<T>, T>)
    return value ? owned_of<T>(std::in_place, *value) : std::nullopt;
  else
    return owned_of<T>(value);
}

}  // namespace millstream

#ifndef MILLSTREAM_COMPILED
#include <millstream/schema/types.ipp>
#endif
