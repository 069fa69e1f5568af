// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the columns of a Parquet file beside those that the user declared: whether they fit, which leaves of
// the file must be read for them, and whether the footer rules out that a null stands where there must be a value.
// Columns are found by name, at every level; a type may be widened where nothing is lost.
// What does not: values (parquet_reading.hpp).
#pragma once

#include <arrow/type.h>
#include <parquet/arrow/schema.h>
#include <parquet/metadata.h>
#include <parquet/statistics.h>

#include <millstream/base/inline.hpp>
#include <millstream/connector/transport/file_offset.hpp>
#include <millstream/schema/record.hpp>

namespace millstream::connector {

using parquet_field = ::parquet::arrow::SchemaField;

namespace detail {

/// How many bytes a signed integer needs that holds every value of the Arrow type; 0: it is no integer.
std::size_t integer_width(arrow::DataType const& type);

bool is_text(arrow::DataType const& type);

/// Does a decimal column have a place for each digit of the type?
template <decimal_column T>
bool holds_digits(arrow::DataType const& type) {
  if (type.id() != arrow::Type::DECIMAL128) return false;
  auto const& digits = static_cast<arrow::Decimal128Type const&>(type);
  return digits.scale() >= 0 && digits.scale() <= T::scale &&
         digits.precision() - digits.scale() <= T::precision - T::scale;
}

/// Does every value of the Arrow type have a place in the scalar column type `T`?
template <scalar_column T>
bool holds_every(arrow::DataType const& type) {
  auto const id = type.id();
  auto const width = integer_width(type);
  if (id == arrow::Type::NA) return true;  // nothing but nulls
  if constexpr (std::is_same_v<T, bool>)
    return id == arrow::Type::BOOL;
  else if constexpr (text_column<T>)
    return is_text(type);
  else if constexpr (binary_column<T>)
    return is_text(type) || id == arrow::Type::FIXED_SIZE_BINARY;
  else if constexpr (decimal_column<T>)
    return holds_digits<T>(type);
  else if constexpr (std::is_same_v<T, float>)
    return id == arrow::Type::FLOAT || width == 1 || width == 2;
  else if constexpr (std::is_same_v<T, double>)
    return id == arrow::Type::FLOAT || id == arrow::Type::DOUBLE || (width != 0 && width <= 4);
  else if constexpr (std::is_same_v<T, timestamp>)
    return id == arrow::Type::TIMESTAMP;
  else if constexpr (std::is_same_v<T, date>)
    return id == arrow::Type::DATE32;
  else if constexpr (std::is_same_v<T, duration>)
    return id == arrow::Type::INT64 || id == arrow::Type::DURATION;
  else
    return width != 0 && width <= sizeof(T);
}

inline bool is_list(arrow::DataType const& type) {
  return type.id() == arrow::Type::LIST || type.id() == arrow::Type::LARGE_LIST ||
         type.id() == arrow::Type::MAP;
}

/// The one column of that name; null if there is none or more than one.
parquet_field const* find_field(std::vector<parquet_field> const& fields, std::string_view name);

std::string names_of(std::vector<parquet_field> const& fields);

inline std::string dotted(std::string const& path, std::string_view name) {
  return path + (path.empty() ? "" : ".") + std::string(name);
}

/// **Errors** invalid_argument: naming file, column and both types, or the columns there are.
template <class T>
void check_fits(parquet_field const& field, std::string const& path, std::string const& file);

template <class T>
void check_member(std::vector<parquet_field> const& fields, std::string_view name,
                  std::string const& above, std::string const& file) {
  auto const path = dotted(above, name);
  if (auto const* field = find_field(fields, name)) {
    check_fits<T>(*field, path, file);
  } else if (!is_optional<T> || std::any_of(fields.begin(), fields.end(), [&](auto const& there) {
               return there.field->name() == name;
             })) {
    throw error(
        errc::invalid_argument,
        is_optional<T>
            ? "the file has more than one column \"" + path + "\""
            : "the file has no column \"" + path + "\", or more than one, and it cannot be null",
        {.file = file},
        "the columns there are" + (above.empty() ? "" : " in \"" + above + "\"") + ": " +
            names_of(fields) +
            "; make the member a std::optional if it may be missing, or take the file away");
  }
}

template <class T>
void check_fits(parquet_field const& field, std::string const& path, std::string const& file) {
  auto const& type = *field.field->type();
  bool fits = false;
  if constexpr (is_optional<T>) {
    return check_fits<without_optional_t<T>>(field, path, file);
  } else if constexpr (is_array<T>) {
    if (is_list(type) && field.children.size() == 1)
      return check_fits<typename T::value_type>(field.children[0], dotted(path, "element"), file);
  } else if constexpr (is_map<T>) {
    if (type.id() == arrow::Type::MAP && field.children.size() == 1 &&
        field.children[0].children.size() == 2) {
      auto const& entry = field.children[0].children;
      check_fits<typename T::key_type>(entry[0], dotted(path, "key"), file);
      return check_fits<typename T::mapped_type>(entry[1], dotted(path, "value"), file);
    }
  } else if constexpr (is_record<T>) {
    if (type.id() == arrow::Type::STRUCT) {
      schema_of<T>::for_each([&]<class Field>() {
        check_member<typename Field::type>(field.children, Field::name.view(), path, file);
      });
      return;
    }
  } else {
    fits = holds_every<T>(type);
  }
  if (!fits)
    throw error(errc::invalid_argument,
                "column \"" + path + "\" is " + type.ToString() + " in the file, which is not a " +
                    data_type_of<T>().to_string(),
                {.file = file},
                "declare the member as the file has it, or take the file away; only what loses "
                "nothing is converted");
}

void add_all_leaves(parquet_field const& field, std::vector<int>& leaves);

inline parquet_field const& first_leaf(parquet_field const& field) {
  return field.children.empty() ? field : first_leaf(field.children.front());
}

/// Adds the leaves that a column of type `T` is made of: of a record those of its members alone.
template <class T>
void add_leaves(parquet_field const& field, std::vector<int>& leaves) {
  if constexpr (is_optional<T>) {
    add_leaves<without_optional_t<T>>(field, leaves);
  } else if constexpr (is_array<T>) {
    add_leaves<typename T::value_type>(field.children[0], leaves);
  } else if constexpr (is_map<T>) {
    add_leaves<typename T::key_type>(field.children[0].children[0], leaves);
    add_leaves<typename T::mapped_type>(field.children[0].children[1], leaves);
  } else if constexpr (is_record<T>) {
    auto const before = leaves.size();
    schema_of<T>::for_each([&]<class Field>() {
      if (auto const* child = find_field(field.children, Field::name.view()))
        add_leaves<typename Field::type>(*child, leaves);
    });
    // Whether there is a record at all is known from any leaf of it.
    if (leaves.size() == before) leaves.push_back(first_leaf(field).column_index);
  } else {
    add_all_leaves(field, leaves);
  }
}

/// Says the footer that no value of this leaf, nor of what it stands in, is null in the row group?
bool has_no_null(int leaf, ::parquet::RowGroupMetaData const& group);

/// May a null stand where `T` needs a value? What is null in the row group is asked of the footer.
template <class T>
bool may_lack(parquet_field const& field, ::parquet::RowGroupMetaData const& group) {
  if constexpr (scalar_column<T>) {
    return !field.is_leaf() || !has_no_null(field.column_index, group);
  } else if constexpr (is_optional<T>) {
    using value_type = without_optional_t<T>;
    if constexpr (scalar_column<value_type>)
      return false;
    else
      return may_lack<value_type>(field, group);
  } else {
    // A footer without a null below has none here; else it is looked at row by row.
    std::vector<int> leaves;
    add_leaves<T>(field, leaves);
    return !std::all_of(leaves.begin(), leaves.end(),
                        [&](int leaf) { return has_no_null(leaf, group); });
  }
}

}  // namespace detail
}  // namespace millstream::connector

#ifndef MILLSTREAM_COMPILED
#include <millstream/connector/format/parquet_schema.ipp>
#endif
