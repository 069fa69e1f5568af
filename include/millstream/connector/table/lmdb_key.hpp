// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the bytes of a key in LMDB. They sort as the values do (null first), and they do not depend on
// whether a column may be null or on the width of an integer, so that a reader can build them from plain values:
//   one text column         the bytes themselves (first 00 01 if it is empty or begins with 00); null: 00
//   one other column        integers, times: 8 bytes, big-endian, sign bit flipped; doubles the same way (-0.0 is 0.0, NaN
//                           greatest); bool: 01, 02; null: 00
//   several columns, record one behind the other: text with 00 as 00 FF, ended by 00 01, null 00 00;
//                           others 01 and the bytes above, null 00
// What does not: which columns are the key, and the table (lmdb_sink.hpp).
#pragma once

#include <bit>
#include <cmath>
#include <limits>
#include <string>

#include <millstream/schema/record.hpp>

namespace millstream::connector {

namespace detail {

inline void append_big_endian(std::string& out, std::uint64_t bits) {
  for (int shift = 56; shift >= 0; shift -= 8)
    out += static_cast<char>(bits >> shift & 0xFF);
}

inline std::uint64_t ordered_bits(std::int64_t value) {
  return static_cast<std::uint64_t>(value) ^ (std::uint64_t{1} << 63);
}
inline std::uint64_t ordered_bits(double value) {
  if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
  if (value == 0) value = 0;
  auto const bits = std::bit_cast<std::uint64_t>(value);
  return bits >> 63 ? ~bits : bits | std::uint64_t{1} << 63;
}

/// Bytes of a value that is neither text nor null nor a record.
template <class T>
void append_ordered(std::string& out, T const& value) {
  if constexpr (std::is_same_v<T, bool>)
    out += value ? '\2' : '\1';
  else if constexpr (std::is_floating_point_v<T>)
    append_big_endian(out, ordered_bits(static_cast<double>(value)));
  else if constexpr (std::is_integral_v<T>)
    append_big_endian(out, ordered_bits(static_cast<std::int64_t>(value)));
  else if constexpr (std::is_same_v<T, duration>)
    append_big_endian(out, ordered_bits(std::int64_t{value.count()}));
  else if constexpr (std::is_same_v<T, timestamp> || std::is_same_v<T, date>)
    append_big_endian(out,
                      ordered_bits(static_cast<std::int64_t>(value.time_since_epoch().count())));
  else if constexpr (decimal_column<T>) {
    append_big_endian(out, ordered_bits(static_cast<std::int64_t>(value.unscaled() >> 64)));
    append_big_endian(out, static_cast<std::uint64_t>(value.unscaled()));
  } else
    static_assert(millstream::detail::never_type<T>, "an array or a map can't be a key column");
}

template <class T>
inline constexpr bool is_key_text =
    std::is_convertible_v<T const&, std::string_view> || binary_column<T>;
/// The bytes of what `is_key_text`.
template <class T>
std::string_view key_text(T const& value) {
  if constexpr (binary_column<T>)
    return {value.data(), value.size()};
  else
    return value;
}

/// A value as one of several.
template <class T>
void append_key_part(std::string& out, T const& value) {
  if constexpr (is_optional<T>) {
    using plain = without_optional_t<T>;
    if (value)
      append_key_part(out, *value);
    else if constexpr (is_record<plain>)
      schema_of<plain>::for_each(
          [&]<class Field>() { append_key_part(out, as_optional_t<typename Field::type>{}); });
    else
      out.append(is_key_text<plain> ? 2 : 1, '\0');
  } else if constexpr (is_key_text<T>) {
    for (char const c : key_text(value)) {
      out += c;
      if (c == '\0') out += '\xFF';
    }
    out.append({'\0', '\1'});
  } else if constexpr (is_record<T>) {
    auto const from = as_row(value);
    schema_of<T>::for_each([&]<class Field>() {
      auto const& member = from.template get<Field::name>();
      append_key_part(out, member);
    });
  } else {
    out += '\1';
    append_ordered(out, value);
  }
}

/// A value as the whole key.
template <class T>
void append_only_key(std::string& out, T const& value) {
  if constexpr (is_optional<T>) {
    if (value)
      append_only_key(out, *value);
    else if constexpr (is_record<without_optional_t<T>>)
      append_key_part(out, value);
    else
      out += '\0';
  } else if constexpr (is_key_text<T>) {
    auto const text = key_text(value);
    if (text.empty() || text.front() == '\0') out.append({'\0', '\1'});
    out += text;
  } else if constexpr (is_record<T>) {
    append_key_part(out, value);
  } else {
    append_ordered(out, value);
  }
}

}  // namespace detail

/// The key bytes of values, in the order of the key columns.
template <class... Ts>
void append_key(std::string& out, Ts const&... values) {
  if constexpr (sizeof...(Ts) == 1)
    (detail::append_only_key(out, values), ...);
  else
    (detail::append_key_part(out, values), ...);
}

/// The key bytes of a row; `Names` (column_names) are its key columns.
template <class Names, row Row>
void append_row_key(std::string& out, Row const& row) {
  Names::for_each([&]<fixed_string Name>() {
    auto const& value = row.template get<Name>();
    if constexpr (Names::size == 1)
      detail::append_only_key(out, value);
    else
      detail::append_key_part(out, value);
  });
}

}  // namespace millstream::connector
