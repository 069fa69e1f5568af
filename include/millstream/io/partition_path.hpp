// SPDX-License-Identifier: Apache-2.0
//
// What lives here: names of columns as one type, and the folder of a row in partitioned output, `origin=JFK/day=2013-01-31`,
// with Spark's escapes and Spark's name for null (and for the empty string): __HIVE_DEFAULT_PARTITION__.
// What does not: the files in these folders (file_sink.hpp).
#pragma once

#include <millstream/base/inline.hpp>
#include <millstream/io/row_text.hpp>

namespace millstream::io {

/// Names of columns as a type.
template <fixed_string... Names>
struct column_names {
  static constexpr std::size_t size = sizeof...(Names);
  static constexpr std::array<std::string_view, sizeof...(Names)> views{Names.view()...};

  static constexpr bool has([[maybe_unused]] std::string_view name) {
    return ((Names.view() == name) || ...);
  }
  /// True if every name is a column of `Schema`.
  template <class Schema>
  static constexpr bool are_in = (Schema::has(Names.view()) && ...);
  template <class F>
  static constexpr void for_each(F&& f) {
    (f.template operator()<Names>(), ...);
  }
};

/// Something that names a column: `"origin"_c`.
template <class T>
concept names_column = requires { std::string_view(T::name); };

namespace detail {

/// Keeps the columns that are not of `Names`.
template <class Names>
struct outside_of {
  static constexpr bool keep(std::string_view name) { return !Names::has(name); }
};

/// Spark's ExternalCatalogUtils.escapePathName, for text that is corrected to UTF-8 (DuckDB refuses other folders).
void append_path_part(std::string& out, std::string_view text);

template <class T>
void append_partition_value(std::string& out, T const& value) {
  if constexpr (is_optional<T>) {
    if (value)
      append_partition_value(out, *value);
    else
      out += "__HIVE_DEFAULT_PARTITION__";
  } else if constexpr (bytes_column<T>) {
    if (value.empty())
      out += "__HIVE_DEFAULT_PARTITION__";
    else
      append_path_part(out, {value.data(), value.size()});
  } else {
    static_assert(scalar_column<T>,
                  "partition_by: a nested, array or map column can't be a folder name");
    std::string text;
    append_plain_text(text, value);
    if constexpr (std::is_same_v<
                      T, timestamp>) {  // as Spark casts it: a blank, no zone, no empty fraction
      text[text.find('T')] = ' ';
      text.pop_back();
      text.erase(text.find_last_not_of('0') + 1);
      if (text.back() == '.') text.pop_back();
    }
    append_path_part(out, text);
  }
}

}  // namespace detail

/// The columns of `Schema` that stand in the files: those that are no folders.
template <class Schema, class Partition>
using file_columns = keep_fields<Schema, detail::outside_of<Partition>>;

/// Sets `out` to the folder of `row` below the output's root: "" without partition columns.
template <class Names, row Row>
void set_partition_folder(std::string& out, Row const& row) {
  out.clear();
  Names::for_each([&]<fixed_string Name>() {
    if (!out.empty()) out += '/';
    detail::append_path_part(out, Name.view());
    out += '=';
    auto const& value = row.template get<Name>();
    detail::append_partition_value(out, value);
  });
}

}  // namespace millstream::io

#ifndef MILLSTREAM_COMPILED
#include <millstream/io/partition_path.ipp>
#endif
