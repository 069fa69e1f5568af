// SPDX-License-Identifier: Apache-2.0
//
// What of parquet_reading.hpp can be compiled once.
#pragma once

#include <arrow/array/array_binary.h>
#include <arrow/array/array_decimal.h>
#include <arrow/array/array_dict.h>
#include <arrow/array/array_nested.h>
#include <arrow/array/array_primitive.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <limits>

#include <millstream/connector/format/parquet_input.hpp>
#include <millstream/connector/format/parquet_reading.hpp>
#include <millstream/io/partition_values.hpp>

namespace millstream::connector::detail {

[[noreturn]] MILLSTREAM_CORE void throw_unexpected(arrow::Array const& array) {
  throw parquet_damage{"an array of type " + array.type()->ToString() + " was not expected"};
}

/// Values of one fixed-width type as another; `convert` sees only values that are there.
template <class From, class To>
void convert_values(arrow::Array const& array, array_view& out, array_memory& memory,
                    auto&& convert) {
  auto const count = static_cast<std::size_t>(array.length());
  auto const* from = array.data()->GetValues<From>(1);
  auto* const to = memory.make<To>(count);
  out.values = to;
  bool const nulls = array.null_count() != 0;
  for (std::size_t i = 0; i < count; ++i)
    to[i] = nulls && array.IsNull(static_cast<std::int64_t>(i)) ? To{} : convert(from[i]);
}

/// Where every value of `From` is one of `To`.
template <class From, class To>
inline constexpr bool widens =
    std::is_same_v<From, To> ||
    (std::is_floating_point_v<To> ? sizeof(From) < sizeof(To)
                                  : std::is_integral_v<From> && sizeof(From) < sizeof(To));

template <class To>
void view_number(arrow::Array const& array, array_view& out, array_memory& memory) {
  auto const widen = [&]<class From>(std::type_identity<From>) {
    if constexpr (std::is_same_v<From, To>)
      out.values = array.data()->GetValues<To>(1);
    else if constexpr (widens<From, To>)
      convert_values<From, To>(array, out, memory,
                               [](From value) { return static_cast<To>(value); });
    else
      throw_unexpected(array);
  };
  switch (array.type_id()) {
    case arrow::Type::INT8:
      return widen(std::type_identity<std::int8_t>{});
    case arrow::Type::INT16:
      return widen(std::type_identity<std::int16_t>{});
    case arrow::Type::INT32:
    case arrow::Type::DATE32:
      return widen(std::type_identity<std::int32_t>{});
    case arrow::Type::INT64:
      return widen(std::type_identity<std::int64_t>{});
    case arrow::Type::UINT8:
      return widen(std::type_identity<std::uint8_t>{});
    case arrow::Type::UINT16:
      return widen(std::type_identity<std::uint16_t>{});
    case arrow::Type::UINT32:
      return widen(std::type_identity<std::uint32_t>{});
    case arrow::Type::FLOAT:
      return widen(std::type_identity<float>{});
    case arrow::Type::DOUBLE:
      return widen(std::type_identity<double>{});
    default:
      throw_unexpected(array);
  }
}

/// Any unit as microseconds; nanoseconds are floored.
MILLSTREAM_CORE void view_time(arrow::Array const& array, arrow::TimeUnit::type unit,
                               array_view& out, array_memory& memory) {
  if (unit == arrow::TimeUnit::MICRO) {
    out.values = array.data()->GetValues<std::int64_t>(1);
    return;
  }
  std::int64_t const factor = unit == arrow::TimeUnit::SECOND ? 1'000'000 : 1'000;
  convert_values<std::int64_t, std::int64_t>(array, out, memory, [&](std::int64_t value) {
    if (unit == arrow::TimeUnit::NANO) return value / 1'000 - (value % 1'000 < 0 ? 1 : 0);
    if (__builtin_mul_overflow(value, factor, &value))
      throw parquet_damage{"a time is out of the range of microseconds in 64 bits"};
    return value;
  });
}

/// Text that lies otherwise, copied into one run of bytes with 32-bit offsets.
void copy_text(std::int64_t count, array_view& out, array_memory& memory, auto&& text_at) {
  std::int64_t total = 0;
  for (std::int64_t i = 0; i < count; ++i)
    total += static_cast<std::int64_t>(text_at(i).size());
  if (total > std::numeric_limits<std::int32_t>::max())
    throw parquet_damage{"the text of " + std::to_string(count) + " rows is larger than 2 GiB"};
  auto* const offsets = memory.make<std::int32_t>(static_cast<std::size_t>(count) + 1);
  auto* const bytes = memory.make<char>(static_cast<std::size_t>(total));
  std::int32_t at = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    std::string_view const text = text_at(i);
    offsets[i] = at;
    if (!text.empty()) std::memcpy(bytes + at, text.data(), text.size());
    at += static_cast<std::int32_t>(text.size());
  }
  offsets[count] = at;
  out.offsets = offsets;
  out.values = bytes;
}

template <class Array>
void copy_text_of(arrow::Array const& array, array_view& out, array_memory& memory) {
  auto const& texts = static_cast<Array const&>(array);
  copy_text(array.length(), out, memory, [&](std::int64_t i) {
    return texts.IsNull(i) ? std::string_view() : std::string_view(texts.GetView(i));
  });
}

MILLSTREAM_CORE void view_text(arrow::Array const& array, array_view& out, array_memory& memory);

/// The place of each row's word; that of a null is the first.
MILLSTREAM_CORE std::int32_t const* words_of(arrow::DictionaryArray const& indexed,
                                             array_memory& memory) {
  auto const words = indexed.dictionary()->length();
  auto const count = static_cast<std::size_t>(indexed.length());
  if (indexed.null_count() == 0 && indexed.indices()->type_id() == arrow::Type::INT32) {
    auto const* const of_row = indexed.indices()->data()->GetValues<std::int32_t>(1);
    std::uint32_t greatest = 0;
    for (std::size_t i = 0; i < count; ++i)
      greatest = std::max(greatest, static_cast<std::uint32_t>(of_row[i]));
    if (count != 0 && greatest >= words)
      throw parquet_damage{"a value points behind its dictionary"};
    return of_row;
  }
  auto* const out = memory.make<std::int32_t>(count);
  for (std::size_t i = 0; i < count; ++i) {
    auto const row = static_cast<std::int64_t>(i);
    auto const word = indexed.IsNull(row) ? 0 : indexed.GetValueIndex(row);
    if (word < 0 || (word >= words && !indexed.IsNull(row)))
      throw parquet_damage{"a value points behind its dictionary"};
    out[i] = static_cast<std::int32_t>(word);
  }
  return out;
}

/// Arrow makes the dictionary of a column chunk anew for every record batch: as long as its words are the same, so is its
/// number.
MILLSTREAM_CORE void name_dictionary(std::shared_ptr<arrow::Array> const& words, array_view& out) {
  static std::atomic<std::uint64_t> dictionaries{0};
  auto const* const before = static_cast<arrow::Array const*>(out.dictionary_held.get());
  if (!before || !before->Equals(*words))
    out.dictionary = {++dictionaries, static_cast<std::uint32_t>(words->length())};
  out.dictionary_held = words;
}

MILLSTREAM_CORE void view_dictionary(arrow::DictionaryArray const& indexed, array_view& out,
                                     array_memory& memory) {
  static constexpr std::int32_t empty_word[] = {0, 0};
  auto const words = indexed.dictionary();
  if (words->null_count() != 0) throw parquet_damage{"a dictionary holds a null"};
  view_text(*words, out, memory);
  if (words->length() == 0) out.offsets = empty_word;  // only nulls
  out.words = words_of(indexed, memory);
  name_dictionary(words, out);
}

MILLSTREAM_CORE void view_text(arrow::Array const& array, array_view& out, array_memory& memory) {
  out.words = nullptr;
  switch (array.type_id()) {
    case arrow::Type::STRING:
    case arrow::Type::BINARY: {
      auto const& text = static_cast<arrow::BinaryArray const&>(array);
      out.offsets = text.raw_value_offsets();
      out.values = text.raw_data();
      return;
    }
    case arrow::Type::LARGE_STRING:
      return copy_text_of<arrow::LargeStringArray>(array, out, memory);
    case arrow::Type::LARGE_BINARY:
      return copy_text_of<arrow::LargeBinaryArray>(array, out, memory);
    case arrow::Type::FIXED_SIZE_BINARY:
      return copy_text_of<arrow::FixedSizeBinaryArray>(array, out, memory);
    case arrow::Type::DICTIONARY:
      return view_dictionary(static_cast<arrow::DictionaryArray const&>(array), out, memory);
    default:
      throw_unexpected(array);
  }
}

MILLSTREAM_CORE void view_decimal(arrow::Array const& array, int scale, array_view& out,
                                  array_memory& memory) {
  auto const& numbers = static_cast<arrow::Decimal128Array const&>(array);
  auto const* const from = reinterpret_cast<std::byte const*>(numbers.raw_values());
  int const more = scale - static_cast<arrow::Decimal128Type const&>(*array.type()).scale();
  if (more == 0) {
    out.values = from;
    return;
  }
  auto const count = static_cast<std::size_t>(array.length());
  auto* const to = memory.make<uint128>(count);
  for (std::size_t i = 0; i < count;
       ++i) {  // modulo 2^128: what stands in a null's place is anything
    std::memcpy(&to[i], from + i * sizeof(uint128), sizeof(uint128));
    to[i] *= millstream::detail::power_of_ten(more);
  }
  out.values = to;
}

MILLSTREAM_CORE std::int32_t const* narrow_offsets(arrow::LargeListArray const& list,
                                                   array_memory& memory) {
  auto* const offsets = memory.make<std::int32_t>(static_cast<std::size_t>(list.length()) + 1);
  for (std::int64_t i = 0; i <= list.length(); ++i) {
    if (list.value_offset(i) > std::numeric_limits<std::int32_t>::max())
      throw parquet_damage{"a list column has more than 2^31 elements"};
    offsets[i] = static_cast<std::int32_t>(list.value_offset(i));
  }
  return offsets;
}

MILLSTREAM_CORE void view_list(arrow::Array const& array, data_type const& type, array_view& out,
                               array_memory& memory) {
  auto const& elements = type.members[0].type;
  if (array.type_id() == arrow::Type::LARGE_LIST) {
    auto const& list = static_cast<arrow::LargeListArray const&>(array);
    out.offsets = narrow_offsets(list, memory);
    view_array(*list.values(), elements, out.children[0], memory);
  } else {
    auto const& list = static_cast<arrow::ListArray const&>(array);
    out.offsets = list.raw_value_offsets();
    view_array(*list.values(), elements, out.children[0], memory);
  }
}

MILLSTREAM_CORE void view_record(arrow::StructArray const& record, data_type const& type,
                                 array_view& out, array_memory& memory) {
  for (std::size_t i = 0; i < type.members.size(); ++i) {
    auto const at = record.struct_type()->GetFieldIndex(type.members[i].name);
    if (at < 0)
      out.children[i] = {};
    else
      view_array(*record.field(at), type.members[i].type, out.children[i], memory);
  }
}

MILLSTREAM_CORE void view_array(arrow::Array const& array, data_type const& type, array_view& out,
                                array_memory& memory) {
  bool const nulls = array.null_count() != 0;
  if (nulls && !type.nullable) memory.lacking = true;
  if (array.type_id() == arrow::Type::NA) {
    out.valid = row_validity::none();
    return;
  }
  out.valid =
      nulls ? row_validity::of(array.null_bitmap_data(), static_cast<std::uint64_t>(array.offset()))
            : row_validity{};
  out.children.resize(type.members.size());
  switch (type.kind) {
    case type_kind::boolean:
      out.values = array.data()->buffers[1]->data();
      out.first_bit = static_cast<std::uint64_t>(array.offset());
      return;
    case type_kind::int8:
      return view_number<std::int8_t>(array, out, memory);
    case type_kind::int16:
      return view_number<std::int16_t>(array, out, memory);
    case type_kind::int32:
    case type_kind::date:
      return view_number<std::int32_t>(array, out, memory);
    case type_kind::int64:
      return view_number<std::int64_t>(array, out, memory);
    case type_kind::float32:
      return view_number<float>(array, out, memory);
    case type_kind::float64:
      return view_number<double>(array, out, memory);
    case type_kind::string:
    case type_kind::binary:
      return view_text(array, out, memory);
    case type_kind::decimal:
      return view_decimal(array, type.scale, out, memory);
    case type_kind::timestamp:
      return view_time(array, static_cast<arrow::TimestampType const&>(*array.type()).unit(), out,
                       memory);
    case type_kind::duration:
      return view_time(array,
                       array.type_id() == arrow::Type::DURATION
                           ? static_cast<arrow::DurationType const&>(*array.type()).unit()
                           : arrow::TimeUnit::MICRO,
                       out, memory);
    case type_kind::array:
      return view_list(array, type, out, memory);
    case type_kind::map: {
      auto const& map = static_cast<arrow::MapArray const&>(array);
      out.offsets = map.raw_value_offsets();
      view_array(*map.keys(), type.members[0].type, out.children[0], memory);
      return view_array(*map.items(), type.members[1].type, out.children[1], memory);
    }
    case type_kind::record:
      return view_record(static_cast<arrow::StructArray const&>(array), type, out, memory);
  }
}

/// The first null that stands among the elements of a row's list, below `name`.
template <class List>
std::optional<std::string> find_null_among(List const& list, arrow::Array const& elements,
                                           data_type const& type, std::int64_t row,
                                           char const* name) {
  for (auto i = list.value_offset(row); i < list.value_offset(row + 1); ++i)
    if (auto const inside = find_null(elements, type, i)) return name + *inside;
  return {};
}

MILLSTREAM_CORE std::optional<std::string> find_null(arrow::Array const& array,
                                                     data_type const& type, std::int64_t row) {
  if (array.IsNull(row)) return type.nullable ? std::nullopt : std::optional<std::string>("");
  switch (type.kind) {
    case type_kind::record: {
      auto const& record = static_cast<arrow::StructArray const&>(array);
      for (auto const& member : type.members) {
        auto const at = record.struct_type()->GetFieldIndex(member.name);
        if (at < 0) continue;
        if (auto const inside = find_null(*record.field(at), member.type, row))
          return "." + member.name + *inside;
      }
      return {};
    }
    case type_kind::map: {
      auto const& map = static_cast<arrow::MapArray const&>(array);
      return find_null_among(map, *map.items(), type.members[1].type, row, ".value");
    }
    case type_kind::array: {
      auto const& elements = type.members[0].type;
      if (array.type_id() == arrow::Type::LARGE_LIST) {
        auto const& list = static_cast<arrow::LargeListArray const&>(array);
        return find_null_among(list, *list.values(), elements, row, ".element");
      }
      auto const& list = static_cast<arrow::ListArray const&>(array);
      return find_null_among(list, *list.values(), elements, row, ".element");
    }
    default:
      return {};
  }
}

/// `block_rows` times one value.
template <class S>
bool repeat(S value, array_view& out, array_memory& memory) {
  auto* const values = memory.make<S>(block_rows);
  std::fill_n(values, block_rows, value);
  out.values = values;
  return true;
}

template <class T>
bool repeat_parsed(std::string_view text, array_view& out, array_memory& memory) {
  T value{};
  if (!io::parse_partition_value(text, value)) return false;
  if constexpr (std::is_same_v<T, timestamp> || std::is_same_v<T, date>)
    return repeat(static_cast<stored_type<T>>(value.time_since_epoch().count()), out, memory);
  else if constexpr (std::is_same_v<T, duration>)
    return repeat(static_cast<stored_type<T>>(value.count()), out, memory);
  else
    return repeat(value, out, memory);
}

MILLSTREAM_CORE bool repeat_boolean(std::string_view text, array_view& out, array_memory& memory) {
  bool value = false;
  if (!io::parse_partition_value(text, value)) return false;
  auto* const bits = memory.make<std::uint8_t>(block_rows / 8 + 1);
  std::memset(bits, value ? 0xFF : 0, block_rows / 8 + 1);
  out.values = bits;
  out.first_bit = 0;
  return true;
}

MILLSTREAM_CORE bool repeat_decimal(std::string_view text, data_type const& type, array_view& out,
                                    array_memory& memory) {
  auto const read = millstream::detail::parse_exact(text);
  auto const held =
      read ? millstream::detail::rounded_to(*read, type.precision, type.scale) : std::nullopt;
  return held && repeat(*held, out, memory);
}

MILLSTREAM_CORE bool repeat_as(std::string_view text, data_type const& type, array_view& out,
                               array_memory& memory) {
  switch (type.kind) {
    case type_kind::boolean:
      return repeat_boolean(text, out, memory);
    case type_kind::int8:
      return repeat_parsed<std::int8_t>(text, out, memory);
    case type_kind::int16:
      return repeat_parsed<std::int16_t>(text, out, memory);
    case type_kind::int32:
      return repeat_parsed<std::int32_t>(text, out, memory);
    case type_kind::int64:
      return repeat_parsed<std::int64_t>(text, out, memory);
    case type_kind::float32:
      return repeat_parsed<float>(text, out, memory);
    case type_kind::float64:
      return repeat_parsed<double>(text, out, memory);
    case type_kind::timestamp:
      return repeat_parsed<timestamp>(text, out, memory);
    case type_kind::date:
      return repeat_parsed<date>(text, out, memory);
    case type_kind::duration:
      return repeat_parsed<duration>(text, out, memory);
    case type_kind::decimal:
      return repeat_decimal(text, type, out, memory);
    case type_kind::string:
    case type_kind::binary:
      copy_text(block_rows, out, memory, [&](std::int64_t) { return text; });
      return true;
    case type_kind::record:
    case type_kind::array:
    case type_kind::map:
      break;
  }
  return false;
}

MILLSTREAM_CORE bool repeat_value(std::string_view text, data_type const& type, array_view& out,
                                  array_memory& memory) {
  out = {};
  if (!repeat_as(text, type, out, memory)) return false;
  out.valid = {};
  return true;
}

}  // namespace millstream::connector::detail
