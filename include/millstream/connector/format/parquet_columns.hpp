// SPDX-License-Identifier: Apache-2.0
//
// What lives here: rows of a schema as growing columns in the layout of Apache Arrow: values one behind the other, text
// and lists as 32-bit offsets, a bit a row for "has a value", a column a member. Timestamps are microseconds in UTC,
// days 32 bits, a decimal 16 bytes. Text that is not UTF-8 is corrected, or other readers would refuse the file. Knows no
// Arrow: parquet_arrow.hpp hands the memory over.
// What does not: files (parquet_file.hpp).
#pragma once

#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include <millstream/base/error.hpp>
#include <millstream/base/inline.hpp>
#include <millstream/schema/record.hpp>

namespace millstream::connector {

namespace detail {

/// Bytes that grow; nobody says what lies behind the last of them.
class growing_bytes {
 public:
  growing_bytes() = default;
  growing_bytes(growing_bytes&& other) noexcept
      : begin_(std::exchange(other.begin_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  growing_bytes& operator=(growing_bytes&& other) noexcept {
    std::swap(begin_, other.begin_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  ~growing_bytes() { std::free(begin_); }

  std::byte const* data() const noexcept { return begin_; }
  std::size_t size() const noexcept { return size_; }

  /// Room for so many more bytes, which the caller fills.
  MILLSTREAM_INLINE std::byte* extend(std::size_t more) {
    if (capacity_ - size_ < more) [[unlikely]]
      grow(more);
    size_ += more;
    return begin_ + (size_ - more);
  }
  template <class S>
  MILLSTREAM_INLINE void push(S value) {
    std::memcpy(extend(sizeof value), &value, sizeof value);
  }
  /// Sets the bit behind `bits` others.
  MILLSTREAM_INLINE void push_bit(std::uint64_t bits, bool value) {
    if (bits % 8 == 0) push(std::byte{});
    begin_[bits / 8] |= std::byte(std::uint8_t(value) << (bits % 8));
  }

 private:
  void grow(std::size_t more);

  std::byte* begin_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

/// A column of any type that grows by single values.
/// **Errors** sink_failed: more bytes of text, or elements of lists, than 32-bit offsets reach.
struct column_buffer {
  explicit column_buffer(data_type const& type);

  template <class S>
  void append_fixed(S value) {
    values.push(value);
    count_value();
  }
  void append_bit(bool value) {
    values.push_bit(length, value);
    count_value();
  }
  void append_bytes(std::string_view bytes);
  /// Returns how many bytes the text has when it is corrected.
  std::size_t append_text(std::string_view text);
  /// Begins an array or a map; its elements go to the children.
  void begin_list();
  /// A record that is there; its members go to the children.
  void begin_record() { count_value(); }
  void append_null();

  /// Says where the last text or list ends; then the offsets are whole.
  void end_offsets();
  /// Takes the values out.
  column_buffer take();

  type_kind kind;
  std::uint8_t width;                   ///< bytes of a fixed-width value
  growing_bytes values;                 ///< bits of a boolean, bytes of text and binary
  growing_bytes offsets;                ///< where the text or list of a row begins
  growing_bytes validity;               ///< nothing as long as there is no null
  std::vector<column_buffer> children;  ///< members, elements, or keys and values
  std::uint64_t length = 0;
  std::uint64_t nulls = 0;

 private:
  explicit column_buffer(type_kind k, std::uint8_t bytes) : kind(k), width(bytes) {}
  void count_value() {
    if (nulls != 0) validity.push_bit(length, true);
    ++length;
  }
  void push_offset(std::uint64_t at);
  void push_list_offset();
  void push_empty();
};

/// Appends a value of column type `T`; `bytes` grows by about what it takes in memory.
template <class T, class V>
void append_value(column_buffer& column, V const& value, std::size_t& bytes) {
  if constexpr (is_optional<T>) {
    if constexpr (is_optional<V>) {
      if (!value) return column.append_null();
      append_value<without_optional_t<T>>(column, *value, bytes);
    } else {
      append_value<without_optional_t<T>>(column, value, bytes);
    }
  } else if constexpr (text_column<T>) {
    bytes += column.append_text(value) + 4;
  } else if constexpr (binary_column<T>) {
    bytes += value.size() + 4;
    column.append_bytes({value.data(), value.size()});
  } else if constexpr (is_map<T>) {
    bytes += 4;
    column.begin_list();
    for (auto const& [key, mapped] : value) {
      append_value<typename T::key_type>(column.children[0], key, bytes);
      append_value<typename T::mapped_type>(column.children[1], mapped, bytes);
    }
  } else if constexpr (is_array<T>) {
    bytes += 4;
    column.begin_list();
    for (auto&& element : value)
      append_value<typename T::value_type, typename T::value_type>(column.children[0], element,
                                                                   bytes);
  } else if constexpr (is_record<T>) {
    column.begin_record();
    auto const from = as_row(value);
    auto* member = column.children.data();
    schema_of<T>::for_each([&]<class Field>() {
      append_value<typename Field::type>(*member++, from.template get<Field::name>(), bytes);
    });
  } else {
    bytes += sizeof(T);
    if constexpr (std::is_same_v<T, bool>)
      column.append_bit(value);
    else if constexpr (std::is_same_v<T, timestamp>)
      column.append_fixed(std::int64_t(value.time_since_epoch().count()));
    else if constexpr (std::is_same_v<T, date>)
      column.append_fixed(static_cast<std::int32_t>(value.time_since_epoch().count()));
    else if constexpr (std::is_same_v<T, duration>)
      column.append_fixed(std::int64_t(value.count()));
    else if constexpr (decimal_column<T>)
      column.append_fixed(value.unscaled());
    else
      column.append_fixed(static_cast<T>(value));
  }
}

}  // namespace detail

/// Rows as growing columns; what of it knows no row type.
class growing_columns {
 public:
  /// Columns for rows of this type, which is a record.
  explicit growing_columns(data_type const& rows);

  std::int64_t rows() const noexcept { return rows_; }
  std::size_t bytes() const noexcept { return bytes_; }

  /// Takes the rows out, a buffer a column.
  std::vector<detail::column_buffer> take();

 protected:
  std::vector<detail::column_buffer> columns_;
  std::int64_t rows_ = 0;
  std::size_t bytes_ = 0;
};

/// Rows of `Schema` as growing columns.
template <class Schema>
class growing_rows : public growing_columns {
 public:
  growing_rows() : growing_rows(describe_schema<Schema>()) {}
  /// With the description of `Schema` made before.
  explicit growing_rows(data_type const& rows) : growing_columns(rows) {}

  /// Appends the columns of `Schema`, taken by name. **Cost** amortised, no allocation a row.
  template <row Row>
  void append(Row const& row) {
    auto* column = columns_.data();
    Schema::for_each([&]<class Field>() {
      detail::append_value<typename Field::type>(*column++, row.template get<Field::name>(),
                                                 bytes_);
    });
    ++rows_;
  }
};

}  // namespace millstream::connector

#ifndef MILLSTREAM_COMPILED
#include <millstream/connector/format/parquet_columns.ipp>
#endif
