// SPDX-License-Identifier: Apache-2.0
//
// What lives here: any row as the text of one JSON object, appended to a string, as Spark's JSON writer does it: null
// fields are left out, times are ISO 8601 in UTC, NaN and the infinities are strings, binary is base64, a map an object.
// A duration is its microseconds.
// Text that is not UTF-8 is corrected (U+FFFD), so that every output is valid JSON.
// What does not: reading JSON (connector/format), files.
#pragma once

#include <charconv>
#include <cmath>

#include <millstream/base/inline.hpp>
#include <millstream/base/utf8_text.hpp>
#include <millstream/schema/binary_text.hpp>
#include <millstream/schema/record.hpp>
#include <millstream/schema/time_text.hpp>

namespace millstream::io {

struct row_text_options {
  bool keep_nulls = false;  ///< write null fields as null instead of leaving them out
};

/// Appends `text` as a JSON string, in quotes.
void append_json_string(std::string& out, std::string_view text);

namespace detail {

void append_time(std::string& out, date day);

/// The text of `to_text(timestamp)`, without its cost.
void append_time(std::string& out, timestamp time);

template <class T>
void append_number(std::string& out, T value) {
  char text[40];
  auto const end = std::to_chars(text, text + sizeof text, value).ptr;
  out.append(text, end);
  if constexpr (std::is_floating_point_v<T>)
    if (std::string_view(text, static_cast<std::size_t>(end - text)).find_first_of(".e") ==
        std::string_view::npos)
      out += ".0";
}

}  // namespace detail

/// Appends a number, a truth value or a time as text without quotes; a double as the shortest text that reads back as
/// the same double ("1.0", "NaN", "Infinity").
template <class T>
void append_plain_text(std::string& out, T const& value) {
  if constexpr (std::is_same_v<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(value))
      out += "NaN";
    else if (std::isinf(value))
      out += value < 0 ? "-Infinity" : "Infinity";
    else
      detail::append_number(out, value);
  } else if constexpr (integer_column<T>) {
    detail::append_number(out, static_cast<std::int64_t>(value));
  } else if constexpr (std::is_same_v<T, duration>) {
    detail::append_number(out, static_cast<std::int64_t>(value.count()));
  } else if constexpr (decimal_column<T>) {
    out += to_text(value);
  } else {
    detail::append_time(out, value);
  }
}

template <class Schema, row Row>
void append_row_text(std::string& out, Row const& row, row_text_options options = {});

namespace detail {

/// As Java writes a number: with an exponent where it would begin with more than six zeros.
template <int P, int S>
void append_json_decimal(std::string& out, decimal<P, S> const& value) {
  auto text = to_text(value);
  auto const first = text.find_first_of("123456789");
  auto const point = text.find('.');
  // zeros between the point and the first digit; the last 0 of a zero counts as its digit
  auto const zeros = first == std::string::npos ? static_cast<std::size_t>(S) : first - point;
  if (S == 0 || first < point || zeros <= 6) {
    out += text;
    return;
  }
  if (value.unscaled() < 0) out += '-';
  std::string_view const digits =
      first == std::string::npos ? std::string_view("0") : std::string_view(text).substr(first);
  out += digits.front();
  if (digits.size() > 1) out.append(1, '.').append(digits.substr(1));
  out += "E-";
  append_number(out, static_cast<std::int64_t>(zeros));
}

/// A key of a map, which JSON wants to be a string.
template <class T>
void append_json_key(std::string& out, T const& key) {
  if constexpr (text_column<T>) {
    append_json_string(out, key);
  } else if constexpr (binary_column<T>) {
    append_json_string(out, base64_text(key));
  } else {
    out += '"';
    append_plain_text(out, key);
    out += '"';
  }
}

template <class T>
void append_json_value(std::string& out, T const& value, row_text_options options) {
  if constexpr (is_optional<T>) {
    if (value)
      append_json_value(out, *value, options);
    else
      out += "null";
  } else if constexpr (text_column<T>) {
    append_json_string(out, value);
  } else if constexpr (binary_column<T>) {
    auto const begin = out.size();
    out.resize(begin + 2 + base64_size(value.size()), '"');
    write_base64(out.data() + begin + 1, value);
  } else if constexpr (decimal_column<T>) {
    append_json_decimal(out, value);
  } else if constexpr (std::is_floating_point_v<T>) {
    bool const quoted = !std::isfinite(value);
    if (quoted) out += '"';
    append_plain_text(out, value);
    if (quoted) out += '"';
  } else if constexpr (std::is_same_v<T, timestamp> || std::is_same_v<T, date>) {
    out += '"';
    append_plain_text(out, value);
    out += '"';
  } else if constexpr (is_array<T>) {
    out += '[';
    bool first = true;
    for (auto&& element : value) {
      if (!std::exchange(first, false)) out += ',';
      append_json_value<typename T::value_type>(out, element, options);
    }
    out += ']';
  } else if constexpr (is_map<T>) {
    out += '{';
    bool first = true;
    for (auto const& [key, mapped] : value) {
      if (!std::exchange(first, false)) out += ',';
      append_json_key(out, key);
      out += ':';
      append_json_value(out, mapped, options);
    }
    out += '}';
  } else if constexpr (is_record<T>) {
    append_row_text<schema_of<T>>(out, as_row(value), options);
  } else if constexpr (row<T>) {
    append_row_text<typename T::schema_type>(out, value, options);
  } else {
    append_plain_text(out, value);
  }
}

/// `,"name":` of a column, escaped once.
template <fixed_string Name>
std::string const& json_member() {
  static std::string const text = [] {
    std::string out(1, ',');
    append_json_string(out, Name.view());
    return out += ':';
  }();
  return text;
}

}  // namespace detail

/// Appends the columns of `Schema`, taken by name from `row`, as one JSON object without a newline.
/// **Cost** no allocation but the growth of `out`.
template <class Schema, row Row>
void append_row_text(std::string& out, Row const& row, row_text_options options) {
  out += '{';
  bool first = true;
  Schema::for_each([&]<class Field>() {
    auto const& value = row.template get<Field::name>();
    using type = std::remove_cvref_t<decltype(value)>;
    if constexpr (is_optional<type>)
      if (!value && !options.keep_nulls) return;
    auto const& member = detail::json_member<Field::name>();
    if (std::exchange(first, false))
      out.append(member, 1);
    else
      out.append(member);
    detail::append_json_value(out, value, options);
  });
  out += '}';
}

/// Appends all columns of `row` as one JSON object without a newline.
template <row Row>
void append_row_text(std::string& out, Row const& row, row_text_options options = {}) {
  append_row_text<typename Row::schema_type>(out, row, options);
}

/// Returns the JSON object of `row`.
template <row Row>
std::string row_text(Row const& row, row_text_options options = {}) {
  std::string out;
  append_row_text(out, row, options);
  return out;
}

}  // namespace millstream::io

#ifndef MILLSTREAM_COMPILED
#include <millstream/io/row_text.ipp>
#endif
