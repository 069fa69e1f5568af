// SPDX-License-Identifier: Apache-2.0
//
// What of parquet_schema.hpp can be compiled once.
#pragma once

#include <parquet/statistics.h>

#include <algorithm>

#include <millstream/connector/format/parquet_schema.hpp>

namespace millstream::connector::detail {

/// How many bytes a signed integer needs that holds every value of the Arrow type; 0: it is no integer.
MILLSTREAM_CORE int integer_width(arrow::DataType const& type) {
  switch (type.id()) {
    case arrow::Type::INT8:
      return 1;
    case arrow::Type::INT16:
    case arrow::Type::UINT8:
      return 2;
    case arrow::Type::INT32:
    case arrow::Type::UINT16:
      return 4;
    case arrow::Type::INT64:
    case arrow::Type::UINT32:
      return 8;
    default:
      return 0;
  }
}

MILLSTREAM_CORE bool is_text(arrow::DataType const& type) {
  switch (type.id()) {
    case arrow::Type::STRING:
    case arrow::Type::BINARY:
    case arrow::Type::LARGE_STRING:
    case arrow::Type::LARGE_BINARY:
      return true;
    case arrow::Type::DICTIONARY:
      return is_text(*static_cast<arrow::DictionaryType const&>(type).value_type());
    default:
      return false;
  }
}

MILLSTREAM_CORE bool is_list(arrow::DataType const& type) {
  return type.id() == arrow::Type::LIST || type.id() == arrow::Type::LARGE_LIST ||
         type.id() == arrow::Type::MAP;
}

/// Has a decimal column a place for each digit of the Arrow type?
MILLSTREAM_CORE bool holds_digits(data_type const& column, arrow::DataType const& type) {
  if (type.id() != arrow::Type::DECIMAL128) return false;
  auto const& digits = static_cast<arrow::Decimal128Type const&>(type);
  return digits.scale() >= 0 && digits.scale() <= column.scale &&
         digits.precision() - digits.scale() <= column.precision - column.scale;
}

/// Does every value of the Arrow type have a place in the scalar column?
MILLSTREAM_CORE bool holds_every(data_type const& column, arrow::DataType const& type) {
  auto const id = type.id();
  if (id == arrow::Type::NA) return true;  // nothing but nulls
  auto const width = integer_width(type);
  auto const is_integer_up_to = [&](int bytes) { return width != 0 && width <= bytes; };
  switch (column.kind) {
    case type_kind::boolean:
      return id == arrow::Type::BOOL;
    case type_kind::int8:
      return is_integer_up_to(1);
    case type_kind::int16:
      return is_integer_up_to(2);
    case type_kind::int32:
      return is_integer_up_to(4);
    case type_kind::int64:
      return is_integer_up_to(8);
    case type_kind::float32:
      return id == arrow::Type::FLOAT || is_integer_up_to(2);
    case type_kind::float64:
      return id == arrow::Type::FLOAT || id == arrow::Type::DOUBLE || is_integer_up_to(4);
    case type_kind::string:
      return is_text(type);
    case type_kind::binary:
      return is_text(type) || id == arrow::Type::FIXED_SIZE_BINARY;
    case type_kind::decimal:
      return holds_digits(column, type);
    case type_kind::timestamp:
      return id == arrow::Type::TIMESTAMP;
    case type_kind::date:
      return id == arrow::Type::DATE32;
    case type_kind::duration:
      return id == arrow::Type::INT64 || id == arrow::Type::DURATION;
    case type_kind::record:
    case type_kind::array:
    case type_kind::map:
      break;
  }
  return false;
}

MILLSTREAM_CORE parquet_field const* find_field(std::vector<parquet_field> const& fields,
                                                std::string_view name) {
  parquet_field const* found = nullptr;
  for (auto const& field : fields)
    if (field.field->name() == name) {
      if (found) return nullptr;
      found = &field;
    }
  return found;
}

MILLSTREAM_CORE std::string names_of(std::vector<parquet_field> const& fields) {
  std::string out;
  for (auto const& field : fields)
    out.append(out.empty() ? "" : ", ").append(field.field->name());
  return out;
}

MILLSTREAM_CORE std::string dotted(std::string const& path, std::string_view name) {
  return path + (path.empty() ? "" : ".") + std::string(name);
}

/// Looks into what the column is made of; false if the file has it of another kind.
MILLSTREAM_CORE bool fits(parquet_field const& field, data_type const& type,
                          std::string const& path, std::string const& file);

MILLSTREAM_CORE void check_fits(parquet_field const& field, data_type const& type,
                                std::string const& path, std::string const& file) {
  if (fits(field, type, path, file)) return;
  throw error(errc::invalid_argument,
              "column \"" + path + "\" is " + field.field->type()->ToString() +
                  " in the file, which is not a " + type.to_string(),
              {.file = file},
              "declare the member as the file has it, or take the file away; only what loses "
              "nothing is converted");
}

MILLSTREAM_CORE bool fits(parquet_field const& field, data_type const& type,
                          std::string const& path, std::string const& file) {
  auto const& there = *field.field->type();
  switch (type.kind) {
    case type_kind::array:
      if (!is_list(there) || field.children.size() != 1) return false;
      check_fits(field.children[0], type.members[0].type, dotted(path, "element"), file);
      return true;
    case type_kind::map: {
      if (there.id() != arrow::Type::MAP || field.children.size() != 1 ||
          field.children[0].children.size() != 2)
        return false;
      auto const& entry = field.children[0].children;
      check_fits(entry[0], type.members[0].type, dotted(path, "key"), file);
      check_fits(entry[1], type.members[1].type, dotted(path, "value"), file);
      return true;
    }
    case type_kind::record:
      if (there.id() != arrow::Type::STRUCT) return false;
      for (auto const& member : type.members)
        check_member(field.children, member.name, member.type, path, file);
      return true;
    default:
      return holds_every(type, there);
  }
}

MILLSTREAM_CORE void check_member(std::vector<parquet_field> const& fields, std::string_view name,
                                  data_type const& type, std::string const& above,
                                  std::string const& file) {
  auto const path = dotted(above, name);
  if (auto const* field = find_field(fields, name)) return check_fits(*field, type, path, file);
  bool const several = std::any_of(fields.begin(), fields.end(),
                                   [&](auto const& there) { return there.field->name() == name; });
  if (type.nullable && !several) return;
  throw error(errc::invalid_argument,
              type.nullable ? "the file has more than one column \"" + path + "\""
                            : "the file has no column \"" + path +
                                  "\", or more than one, and it cannot be null",
              {.file = file},
              "the columns there are" + (above.empty() ? "" : " in \"" + above + "\"") + ": " +
                  names_of(fields) +
                  "; make the member a std::optional if it may be missing, or take the file away");
}

MILLSTREAM_CORE void add_all_leaves(parquet_field const& field, std::vector<int>& leaves) {
  if (field.is_leaf()) leaves.push_back(field.column_index);
  for (auto const& child : field.children)
    add_all_leaves(child, leaves);
}

MILLSTREAM_CORE void add_leaves(parquet_field const& field, data_type const& type,
                                std::vector<int>& leaves) {
  switch (type.kind) {
    case type_kind::array:
      return add_leaves(field.children[0], type.members[0].type, leaves);
    case type_kind::map:
      add_leaves(field.children[0].children[0], type.members[0].type, leaves);
      return add_leaves(field.children[0].children[1], type.members[1].type, leaves);
    case type_kind::record: {
      auto const before = leaves.size();
      for (auto const& member : type.members)
        if (auto const* child = find_field(field.children, member.name))
          add_leaves(*child, member.type, leaves);
      // Whether there is a record at all is known from any leaf of it.
      if (leaves.size() == before) leaves.push_back(first_leaf(field).column_index);
      return;
    }
    default:
      add_all_leaves(field, leaves);
  }
}

/// Says the footer that no value of this leaf, nor of what it stands in, is null in the row group?
MILLSTREAM_CORE bool has_no_null(int leaf, ::parquet::RowGroupMetaData const& group) {
  if (group.schema()->Column(leaf)->max_definition_level() == 0) return true;
  auto const chunk = group.ColumnChunk(leaf);
  auto const statistics = chunk->is_stats_set() ? chunk->statistics() : nullptr;
  return statistics && statistics->HasNullCount() && statistics->null_count() == 0;
}

MILLSTREAM_CORE bool may_lack(parquet_field const& field, data_type const& type,
                              ::parquet::RowGroupMetaData const& group) {
  if (type.members.empty())  // a scalar
    return !type.nullable && (!field.is_leaf() || !has_no_null(field.column_index, group));
  // A footer without a null below has none here; else it is looked at row by row.
  std::vector<int> leaves;
  add_leaves(field, type, leaves);
  return !std::all_of(leaves.begin(), leaves.end(),
                      [&](int leaf) { return has_no_null(leaf, group); });
}

}  // namespace millstream::connector::detail
