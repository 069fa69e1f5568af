// SPDX-License-Identifier: Apache-2.0
//
// What of parquet_schema.hpp can be compiled once.
#pragma once

#include <millstream/connector/format/parquet_schema.hpp>

namespace millstream::connector::detail {

MILLSTREAM_CORE std::size_t integer_width(arrow::DataType const& type) {
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

MILLSTREAM_CORE void add_all_leaves(parquet_field const& field, std::vector<int>& leaves) {
  if (field.is_leaf()) leaves.push_back(field.column_index);
  for (auto const& child : field.children)
    add_all_leaves(child, leaves);
}

MILLSTREAM_CORE bool has_no_null(int leaf, ::parquet::RowGroupMetaData const& group) {
  if (group.schema()->Column(leaf)->max_definition_level() == 0) return true;
  auto const chunk = group.ColumnChunk(leaf);
  auto const statistics = chunk->is_stats_set() ? chunk->statistics() : nullptr;
  return statistics && statistics->HasNullCount() && statistics->null_count() == 0;
}

}  // namespace millstream::connector::detail
