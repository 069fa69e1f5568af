// SPDX-License-Identifier: Apache-2.0
//
// What lives here: rows of a schema as Arrow columns: the Arrow type of each column type, and a buffer of typed Arrow
// builders that takes rows by name and gives a record batch. Timestamps are microseconds in UTC, days are date32, a
// duration is an int64 of microseconds (Parquet has no duration), a decimal is a decimal128, records are structs, vectors
// are lists, maps are maps, optional is nullable, everything else is not. Text that is not UTF-8 is corrected, or other readers would refuse the file.
// What does not: files (parquet_file.hpp).
#pragma once

#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_decimal.h>
#include <arrow/array/builder_nested.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <arrow/util/decimal.h>

#include <array>
#include <span>

#include <millstream/base/error.hpp>
#include <millstream/base/inline.hpp>
#include <millstream/base/utf8_text.hpp>
#include <millstream/schema/record.hpp>

namespace millstream::connector {

namespace detail {

/// Throws what Arrow reports.
void check_arrow(arrow::Status const& status);

std::unique_ptr<arrow::ArrayBuilder> make_builder(std::shared_ptr<arrow::DataType> const& type);

template <class T>
std::shared_ptr<arrow::Field> arrow_field(std::string name);

/// Fields of these names, each made by its function.
using make_arrow_field = std::shared_ptr<arrow::Field> (*)(std::string name);
arrow::FieldVector arrow_fields(std::span<std::string_view const> names,
                                std::span<make_arrow_field const> fields);

template <class Schema>
arrow::FieldVector arrow_fields() {
  return Schema::apply([]<class... Fields>() {
    static constexpr std::array<make_arrow_field, Schema::size> fields{
        &arrow_field<typename Fields::type>...};
    return arrow_fields(Schema::names, fields);
  });
}

template <class T>
std::shared_ptr<arrow::DataType> arrow_type() {
  if constexpr (std::is_same_v<T, bool>)
    return arrow::boolean();
  else if constexpr (std::is_same_v<T, float>)
    return arrow::float32();
  else if constexpr (std::is_same_v<T, double>)
    return arrow::float64();
  else if constexpr (integer_column<T>)
    return sizeof(T) == 1   ? arrow::int8()
           : sizeof(T) == 2 ? arrow::int16()
           : sizeof(T) == 4 ? arrow::int32()
                            : arrow::int64();
  else if constexpr (text_column<T>)
    return arrow::utf8();
  else if constexpr (std::is_same_v<T, timestamp>)
    return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
  else if constexpr (std::is_same_v<T, date>)
    return arrow::date32();
  else if constexpr (std::is_same_v<T, duration>)
    return arrow::int64();
  else if constexpr (decimal_column<T>)
    return arrow::decimal128(T::precision, T::scale);
  else if constexpr (binary_column<T>)
    return arrow::binary();
  else if constexpr (is_map<T>)
    return std::make_shared<arrow::MapType>(arrow_field<typename T::key_type>("key"),
                                            arrow_field<typename T::mapped_type>("value"));
  else if constexpr (is_array<T>)
    return arrow::list(arrow_field<typename T::value_type>("element"));
  else
    return arrow::struct_(arrow_fields<schema_of<T>>());
}

template <class T>
std::shared_ptr<arrow::Field> arrow_field(std::string name) {
  return arrow::field(std::move(name), arrow_type<without_optional_t<T>>(), is_optional<T>);
}

/// The concrete builder of a scalar column: no virtual call a value.
template <class T>
struct arrow_builder;
template <>
struct arrow_builder<bool> {
  using type = arrow::BooleanBuilder;
};
template <>
struct arrow_builder<float> {
  using type = arrow::FloatBuilder;
};
template <>
struct arrow_builder<double> {
  using type = arrow::DoubleBuilder;
};
template <>
struct arrow_builder<std::string> {
  using type = arrow::StringBuilder;
};
template <>
struct arrow_builder<std::string_view> {
  using type = arrow::StringBuilder;
};
template <>
struct arrow_builder<timestamp> {
  using type = arrow::TimestampBuilder;
};
template <>
struct arrow_builder<date> {
  using type = arrow::Date32Builder;
};
template <>
struct arrow_builder<duration> {
  using type = arrow::Int64Builder;
};
template <decimal_column T>
struct arrow_builder<T> {
  using type = arrow::Decimal128Builder;
};
template <integer_column T>
struct arrow_builder<T> {
  using type =
      std::conditional_t<sizeof(T) == 1, arrow::Int8Builder,
                         std::conditional_t<sizeof(T) == 2, arrow::Int16Builder,
                                            std::conditional_t<sizeof(T) == 4, arrow::Int32Builder,
                                                               arrow::Int64Builder>>>;
};

/// Appends a value of column type `T` to the builder made for it; `bytes` grows by about what it takes in memory.
template <class T, class V>
arrow::Status append_value(arrow::ArrayBuilder& builder, V const& value, std::size_t& bytes) {
  if constexpr (is_optional<T>) {
    if constexpr (is_optional<V>) {
      if (!value) return builder.AppendNull();
      return append_value<without_optional_t<T>>(builder, *value, bytes);
    } else {
      return append_value<without_optional_t<T>>(builder, value, bytes);
    }
  } else if constexpr (text_column<T>) {
    std::string corrected;
    auto const text = valid_utf8(value, corrected);
    bytes += text.size() + 4;
    return static_cast<arrow::StringBuilder&>(builder).Append(text);
  } else if constexpr (binary_column<T>) {
    bytes += value.size() + 4;
    return static_cast<arrow::BinaryBuilder&>(builder).Append(
        std::string_view(value.data(), value.size()));
  } else if constexpr (is_map<T>) {
    auto& map = static_cast<arrow::MapBuilder&>(builder);
    bytes += 4;
    ARROW_RETURN_NOT_OK(map.Append());
    for (auto const& [key, mapped] : value) {
      ARROW_RETURN_NOT_OK((append_value<typename T::key_type>(*map.key_builder(), key, bytes)));
      ARROW_RETURN_NOT_OK(
          (append_value<typename T::mapped_type>(*map.item_builder(), mapped, bytes)));
    }
    return arrow::Status::OK();
  } else if constexpr (is_array<T>) {
    auto& list = static_cast<arrow::ListBuilder&>(builder);
    bytes += 4;
    ARROW_RETURN_NOT_OK(list.Append());
    for (auto&& element : value)
      ARROW_RETURN_NOT_OK((append_value<typename T::value_type, typename T::value_type>(
          *list.value_builder(), element, bytes)));
    return arrow::Status::OK();
  } else if constexpr (is_record<T>) {
    auto& record = static_cast<arrow::StructBuilder&>(builder);
    ARROW_RETURN_NOT_OK(record.Append());
    auto const from = as_row(value);
    arrow::Status status;
    int at = 0;
    schema_of<T>::for_each([&]<class Field>() {
      auto const& member = from.template get<Field::name>();
      if (status.ok())
        status = append_value<typename Field::type>(*record.field_builder(at), member, bytes);
      ++at;
    });
    return status;
  } else {
    bytes += sizeof(T);
    auto& typed = static_cast<typename arrow_builder<T>::type&>(builder);
    if constexpr (std::is_same_v<T, timestamp>)
      return typed.Append(value.time_since_epoch().count());
    else if constexpr (std::is_same_v<T, date>)
      return typed.Append(static_cast<std::int32_t>(value.time_since_epoch().count()));
    else if constexpr (std::is_same_v<T, duration>)
      return typed.Append(value.count());
    else if constexpr (decimal_column<T>)
      return typed.Append(arrow::Decimal128(static_cast<std::int64_t>(value.unscaled() >> 64),
                                            static_cast<std::uint64_t>(value.unscaled())));
    else
      return typed.Append(value);
  }
}

}  // namespace detail

/// The Arrow schema of rows of `Schema`.
template <class Schema>
std::shared_ptr<arrow::Schema> arrow_schema() {
  return arrow::schema(detail::arrow_fields<Schema>());
}

/// Rows of `Schema` as growing Arrow columns.
template <class Schema>
class arrow_rows {
 public:
  explicit arrow_rows(std::shared_ptr<arrow::Schema> schema) : schema_(std::move(schema)) {
    for (std::size_t i = 0; i < Schema::size; ++i)
      builders_[i] = detail::make_builder(schema_->field(static_cast<int>(i))->type());
  }

  /// Appends the columns of `Schema`, taken by name. **Cost** amortised, no allocation a row.
  template <row Row>
  void append(Row const& row) {
    arrow::Status status;
    std::size_t at = 0;
    Schema::for_each([&]<class Field>() {
      auto const& value = row.template get<Field::name>();
      if (status.ok())
        status = detail::append_value<typename Field::type>(*builders_[at], value, bytes_);
      ++at;
    });
    detail::check_arrow(status);
    ++rows_;
  }

  std::int64_t rows() const noexcept { return rows_; }
  std::size_t bytes() const noexcept { return bytes_; }

  /// Takes the rows out.
  std::shared_ptr<arrow::RecordBatch> finish() {
    arrow::ArrayVector columns(Schema::size);
    for (std::size_t i = 0; i < Schema::size; ++i)
      detail::check_arrow(builders_[i]->Finish(&columns[i]));
    bytes_ = 0;
    return arrow::RecordBatch::Make(schema_, std::exchange(rows_, 0), std::move(columns));
  }

 private:
  std::shared_ptr<arrow::Schema> schema_;
  std::array<std::unique_ptr<arrow::ArrayBuilder>, Schema::size> builders_;
  std::int64_t rows_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace millstream::connector

#ifndef MILLSTREAM_COMPILED
#include <millstream/connector/format/parquet_columns.ipp>
#endif
