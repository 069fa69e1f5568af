// SPDX-License-Identifier: Apache-2.0
//
// What of parquet_columns.hpp can be compiled once.
#pragma once

#include <algorithm>
#include <limits>
#include <new>

#include <millstream/base/utf8_text.hpp>
#include <millstream/connector/format/parquet_columns.hpp>

namespace millstream::connector::detail {

/// Bytes of text, or elements of lists, that one column holds at most: as many as Arrow allows.
inline constexpr std::uint64_t most_in_a_column = std::numeric_limits<std::int32_t>::max() - 1;

[[noreturn]] MILLSTREAM_CORE void throw_full_column(std::uint64_t count, bool of_lists) {
  throw error(errc::sink_failed,
              "a column cannot hold more than " + std::to_string(most_in_a_column) +
                  (of_lists ? " elements of lists" : " bytes of text") + " in one part, have " +
                  std::to_string(count),
              {.operator_name = "parquet"},
              "choose a smaller .bytes_a_lane or .rows_a_file; the batch is not committed and will "
              "be written again");
}

MILLSTREAM_CORE std::uint8_t width_of(type_kind kind) {
  switch (kind) {
    case type_kind::int8:
      return 1;
    case type_kind::int16:
      return 2;
    case type_kind::int32:
    case type_kind::float32:
    case type_kind::date:
      return 4;
    case type_kind::int64:
    case type_kind::float64:
    case type_kind::timestamp:
    case type_kind::duration:
      return 8;
    case type_kind::decimal:
      return 16;
    default:
      return 0;
  }
}

MILLSTREAM_CORE void growing_bytes::grow(std::size_t more) {
  auto const wanted = std::max(size_ + more, capacity_ * 2);
  auto const rounded = std::max<std::size_t>((wanted + 63) / 64 * 64, 256);
  auto* const grown = static_cast<std::byte*>(std::realloc(begin_, rounded));
  if (!grown) throw std::bad_alloc();
  begin_ = grown;
  capacity_ = rounded;
}

MILLSTREAM_CORE column_buffer::column_buffer(data_type const& type)
    : kind(type.kind),
      width(width_of(type.kind)) {
  children.reserve(type.members.size());
  for (auto const& member : type.members)
    children.emplace_back(member.type);
}

MILLSTREAM_CORE void column_buffer::push_offset(std::uint64_t at) {
  offsets.push(static_cast<std::int32_t>(at));
}

MILLSTREAM_CORE void column_buffer::append_bytes(std::string_view bytes) {
  if (values.size() + bytes.size() > most_in_a_column) [[unlikely]]
    throw_full_column(values.size() + bytes.size(), false);
  push_offset(values.size());
  if (!bytes.empty()) std::memcpy(values.extend(bytes.size()), bytes.data(), bytes.size());
  count_value();
}

MILLSTREAM_CORE std::size_t column_buffer::append_text(std::string_view text) {
  std::string corrected;
  auto const valid = valid_utf8(text, corrected);
  append_bytes(valid);
  return valid.size();
}

MILLSTREAM_CORE void column_buffer::push_list_offset() {
  auto const elements = children.front().length;
  if (elements > most_in_a_column) [[unlikely]]
    throw_full_column(elements, true);
  push_offset(elements);
}

MILLSTREAM_CORE void column_buffer::begin_list() {
  push_list_offset();
  count_value();
}

MILLSTREAM_CORE void column_buffer::end_offsets() {
  if (kind == type_kind::string || kind == type_kind::binary)
    push_offset(values.size());
  else
    push_list_offset();
}

/// What stands in the place of a null, so that the rows behind it find theirs.
MILLSTREAM_CORE void column_buffer::push_empty() {
  switch (kind) {
    case type_kind::boolean:
      return values.push_bit(length, false);
    case type_kind::string:
    case type_kind::binary:
      return push_offset(values.size());
    case type_kind::array:
    case type_kind::map:
      return push_list_offset();
    case type_kind::record:
      for (auto& member : children) {
        member.push_empty();
        member.count_value();
      }
      return;
    default:
      std::memset(values.extend(width), 0, width);
  }
}

MILLSTREAM_CORE void column_buffer::append_null() {
  push_empty();
  if (nulls == 0) {
    for (std::uint64_t byte = 0; byte < length / 8; ++byte)
      validity.push(std::byte{0xFF});
    for (auto bit = length / 8 * 8; bit < length; ++bit)
      validity.push_bit(bit, true);
  }
  validity.push_bit(length, false);
  ++length;
  ++nulls;
}

MILLSTREAM_CORE column_buffer column_buffer::take() {
  column_buffer out(kind, width);
  out.values = std::move(values);
  out.offsets = std::move(offsets);
  out.validity = std::move(validity);
  out.length = std::exchange(length, 0);
  out.nulls = std::exchange(nulls, 0);
  out.children.reserve(children.size());
  for (auto& child : children)
    out.children.push_back(child.take());
  return out;
}

}  // namespace millstream::connector::detail

namespace millstream::connector {

MILLSTREAM_CORE growing_columns::growing_columns(data_type const& rows)
    : columns_(std::move(detail::column_buffer(rows).children)) {}

MILLSTREAM_CORE std::vector<detail::column_buffer> growing_columns::take() {
  std::vector<detail::column_buffer> out;
  out.reserve(columns_.size());
  for (auto& column : columns_)
    out.push_back(column.take());
  rows_ = 0;
  bytes_ = 0;
  return out;
}

}  // namespace millstream::connector
