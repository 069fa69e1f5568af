// SPDX-License-Identifier: Apache-2.0
//
// What of parquet_arrow.hpp can be compiled once.
#pragma once

#include <arrow/array/data.h>
#include <arrow/buffer.h>

#include <millstream/connector/format/parquet_arrow.hpp>

namespace millstream::connector::detail {

MILLSTREAM_CORE std::shared_ptr<arrow::DataType> arrow_type(data_type const& type);

MILLSTREAM_CORE std::shared_ptr<arrow::Field> arrow_field(data_type::member const& member) {
  return arrow::field(member.name, arrow_type(member.type), member.type.nullable);
}

MILLSTREAM_CORE arrow::FieldVector arrow_fields(data_type const& record) {
  arrow::FieldVector out;
  for (auto const& member : record.members)
    out.push_back(arrow_field(member));
  return out;
}

MILLSTREAM_CORE std::shared_ptr<arrow::DataType> arrow_type(data_type const& type) {
  switch (type.kind) {
    case type_kind::boolean:
      return arrow::boolean();
    case type_kind::int8:
      return arrow::int8();
    case type_kind::int16:
      return arrow::int16();
    case type_kind::int32:
      return arrow::int32();
    case type_kind::int64:
    case type_kind::duration:
      return arrow::int64();
    case type_kind::float32:
      return arrow::float32();
    case type_kind::float64:
      return arrow::float64();
    case type_kind::string:
      return arrow::utf8();
    case type_kind::binary:
      return arrow::binary();
    case type_kind::timestamp:
      return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
    case type_kind::date:
      return arrow::date32();
    case type_kind::decimal:
      return arrow::decimal128(type.precision, type.scale);
    case type_kind::array:
      return arrow::list(arrow_field(type.members[0]));
    case type_kind::map:
      return std::make_shared<arrow::MapType>(arrow_field(type.members[0]),
                                              arrow_field(type.members[1]));
    case type_kind::record:
      break;
  }
  return arrow::struct_(arrow_fields(type));
}

/// Bytes of ours as a buffer of Arrow's.
class kept_bytes final : public arrow::Buffer {
 public:
  explicit kept_bytes(growing_bytes bytes)
      : arrow::Buffer(begin_of(bytes), static_cast<std::int64_t>(bytes.size())),
        bytes_(std::move(bytes)) {}

 private:
  static std::uint8_t const* begin_of(growing_bytes const& bytes) {
    static constexpr std::uint8_t nothing = 0;
    return bytes.data() ? reinterpret_cast<std::uint8_t const*>(bytes.data()) : &nothing;
  }
  growing_bytes bytes_;
};

MILLSTREAM_CORE std::shared_ptr<arrow::Buffer> keep(growing_bytes& bytes) {
  return std::make_shared<kept_bytes>(std::move(bytes));
}

MILLSTREAM_CORE std::shared_ptr<arrow::ArrayData> arrow_array(
    column_buffer column, std::shared_ptr<arrow::DataType> const& type);

MILLSTREAM_CORE std::vector<std::shared_ptr<arrow::ArrayData>> arrow_arrays(
    std::vector<column_buffer> columns, arrow::FieldVector const& fields) {
  std::vector<std::shared_ptr<arrow::ArrayData>> out;
  for (std::size_t i = 0; i < columns.size(); ++i)
    out.push_back(arrow_array(std::move(columns[i]), fields[i]->type()));
  return out;
}

MILLSTREAM_CORE std::shared_ptr<arrow::ArrayData> arrow_array(
    column_buffer column, std::shared_ptr<arrow::DataType> const& type) {
  auto const length = static_cast<std::int64_t>(column.length);
  std::vector<std::shared_ptr<arrow::Buffer>> buffers;
  buffers.push_back(column.nulls != 0 ? keep(column.validity) : nullptr);
  std::vector<std::shared_ptr<arrow::ArrayData>> children;
  switch (column.kind) {
    case type_kind::string:
    case type_kind::binary:
      column.end_offsets();
      buffers.push_back(keep(column.offsets));
      buffers.push_back(keep(column.values));
      break;
    case type_kind::array:
      column.end_offsets();
      buffers.push_back(keep(column.offsets));
      children = arrow_arrays(std::move(column.children), type->fields());
      break;
    case type_kind::map: {
      column.end_offsets();
      buffers.push_back(keep(column.offsets));
      auto const& entry = type->field(0)->type();
      auto const entries = static_cast<std::int64_t>(column.children.front().length);
      children.push_back(arrow::ArrayData::Make(
          entry, entries, {nullptr}, arrow_arrays(std::move(column.children), entry->fields()), 0));
      break;
    }
    case type_kind::record:
      children = arrow_arrays(std::move(column.children), type->fields());
      break;
    default:
      buffers.push_back(keep(column.values));
  }
  return arrow::ArrayData::Make(type, length, std::move(buffers), std::move(children),
                                static_cast<std::int64_t>(column.nulls));
}

}  // namespace millstream::connector::detail

namespace millstream::connector {

MILLSTREAM_CORE void check_arrow(arrow::Status const& status) {
  if (!status.ok())
    throw error(errc::sink_failed, "Arrow reports: " + status.ToString(),
                {.operator_name = "parquet"},
                "the text above says what Arrow could not do; the batch is not committed and will "
                "be written again");
}

MILLSTREAM_CORE std::shared_ptr<arrow::Schema> arrow_schema(data_type const& rows) {
  return arrow::schema(detail::arrow_fields(rows));
}

MILLSTREAM_CORE std::shared_ptr<arrow::RecordBatch> take_batch(
    growing_columns& from, std::shared_ptr<arrow::Schema> const& schema) {
  auto const rows = from.rows();
  return arrow::RecordBatch::Make(schema, rows,
                                  detail::arrow_arrays(from.take(), schema->fields()));
}

}  // namespace millstream::connector
