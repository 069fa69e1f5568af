// SPDX-License-Identifier: Apache-2.0
//
// What lives here: Arrow arrays as the column views of a block: pointers into Arrow's buffers where the layout is the
// same, converted once a record batch where it is not (other units, narrower numbers, dictionaries, 64-bit offsets).
// And the search for nulls where a column must have a value.
// What does not: files and row groups (parquet_source.hpp). The types were checked before (parquet_schema.hpp).
#pragma once

#include <arrow/array/array_binary.h>
#include <arrow/array/array_decimal.h>
#include <arrow/array/array_dict.h>
#include <arrow/array/array_nested.h>
#include <arrow/array/array_primitive.h>

#include <cstring>
#include <limits>

#include <millstream/batch/column_view.hpp>
#include <millstream/connector/format/parquet_input.hpp>
#include <millstream/connector/format/parquet_schema.hpp>
#include <millstream/io/partition_values.hpp>

namespace millstream::connector {

/// What was converted, valid until `clear`; and whether a null was met where there must be a value.
class array_memory {
 public:
  template <class S>
  S* make(std::size_t count) {
    pieces_.push_back(std::make_unique<std::byte[]>(count * sizeof(S) + 1));
    return reinterpret_cast<S*>(pieces_.back().get());
  }
  void clear() {
    pieces_.clear();
    lacking = false;
  }
  bool lacking = false;

 private:
  std::vector<std::unique_ptr<std::byte[]>> pieces_;
};

namespace detail {

/// Values of one fixed-width type as another; `convert` sees only values that are there.
template <class From, class To>
void convert_values(arrow::Array const& array, column_view<To>& out, array_memory& memory,
                    auto&& convert) {
  auto const count = static_cast<std::size_t>(array.length());
  auto const* from = array.data()->GetValues<From>(1);
  auto* const to = memory.make<stored_type<To>>(count);
  out.values = to;
  bool const nulls = array.null_count() != 0;
  for (std::size_t i = 0; i < count; ++i)
    to[i] =
        nulls && array.IsNull(static_cast<std::int64_t>(i)) ? stored_type<To>{} : convert(from[i]);
}

template <class T>
void view_number(arrow::Array const& array, column_view<T>& out, array_memory& memory) {
  using stored = stored_type<T>;
  auto const widen = [&]<class From>(std::type_identity<From>) {
    if constexpr (std::is_same_v<From, stored>)
      out.values = array.data()->GetValues<stored>(1);
    else
      convert_values<From>(array, out, memory,
                           [](From value) { return static_cast<stored>(value); });
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
      throw parquet_damage{"an array of type " + array.type()->ToString() + " was not expected"};
  }
}

/// Any unit as microseconds; nanoseconds are floored.
template <class T>
void view_time(arrow::Array const& array, arrow::TimeUnit::type unit, column_view<T>& out,
               array_memory& memory) {
  if (unit == arrow::TimeUnit::MICRO) {
    out.values = array.data()->GetValues<std::int64_t>(1);
    return;
  }
  std::int64_t const factor = unit == arrow::TimeUnit::SECOND ? 1'000'000 : 1'000;
  convert_values<std::int64_t>(array, out, memory, [&](std::int64_t value) {
    if (unit == arrow::TimeUnit::NANO) return value / 1'000 - (value % 1'000 < 0 ? 1 : 0);
    if (__builtin_mul_overflow(value, factor, &value))
      throw parquet_damage{"a time is out of the range of microseconds in 64 bits"};
    return value;
  });
}

/// Text that lies otherwise, copied into one run of bytes with 32-bit offsets.
template <class T>
void copy_text(std::int64_t count, column_view<T>& out, array_memory& memory, auto&& text_at) {
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
  out = {offsets, bytes};
}

template <class Array, class T>
void copy_large_text(arrow::Array const& array, column_view<T>& out, array_memory& memory) {
  auto const& large = static_cast<Array const&>(array);
  copy_text(array.length(), out, memory, [&](std::int64_t i) {
    return large.IsNull(i) ? std::string_view() : std::string_view(large.GetView(i));
  });
}

template <class T>
void view_text(arrow::Array const& array, column_view<T>& out, array_memory& memory) {
  switch (array.type_id()) {
    case arrow::Type::STRING:
    case arrow::Type::BINARY: {
      auto const& text = static_cast<arrow::BinaryArray const&>(array);
      out = {text.raw_value_offsets(), reinterpret_cast<char const*>(text.raw_data())};
      return;
    }
    case arrow::Type::LARGE_STRING:
      return copy_large_text<arrow::LargeStringArray>(array, out, memory);
    case arrow::Type::FIXED_SIZE_BINARY: {
      auto const& fixed = static_cast<arrow::FixedSizeBinaryArray const&>(array);
      return copy_text(array.length(), out, memory, [&](std::int64_t i) {
        return fixed.IsNull(i) ? std::string_view() : fixed.GetView(i);
      });
    }
    case arrow::Type::LARGE_BINARY:
      return copy_large_text<arrow::LargeBinaryArray>(array, out, memory);
    case arrow::Type::DICTIONARY: {
      auto const& indexed = static_cast<arrow::DictionaryArray const&>(array);
      auto const& words = *indexed.dictionary();
      if (words.null_count() != 0) throw parquet_damage{"a dictionary holds a null"};
      column_view<std::string> dictionary;
      view_text(words, dictionary, memory);
      return copy_text(array.length(), out, memory, [&](std::int64_t i) {
        if (indexed.IsNull(i)) return std::string_view();
        auto const at = indexed.GetValueIndex(i);
        if (at < 0 || at >= words.length())
          throw parquet_damage{"a value points behind its dictionary"};
        return dictionary.at(static_cast<std::size_t>(at));
      });
    }
    default:
      throw parquet_damage{"an array of type " + array.type()->ToString() + " was not expected"};
  }
}

template <class T>
void view_decimal(arrow::Array const& array, column_view<T>& out, array_memory& memory) {
  auto const& numbers = static_cast<arrow::Decimal128Array const&>(array);
  auto const* const from = reinterpret_cast<std::byte const*>(numbers.raw_values());
  int const more = T::scale - static_cast<arrow::Decimal128Type const&>(*array.type()).scale();
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
  out.values = reinterpret_cast<std::byte const*>(to);
}

/// Sets `out` to the values of the array. Nulls in it are noted unless the column may hold them.
template <class T>
void view_array(arrow::Array const& array, column_view<T>& out, array_memory& memory,
                bool may_be_null = false) {
  if constexpr (is_optional<T>) {
    out = {};
    if (array.type_id() == arrow::Type::NA) return;
    out.valid = array.null_count() == 0
                    ? row_validity{}
                    : row_validity::of(array.null_bitmap_data(),
                                       static_cast<std::uint64_t>(array.offset()));
    view_array(array, out.values, memory, true);
  } else {
    if (!may_be_null && array.null_count() != 0) memory.lacking = true;
    if (array.type_id() == arrow::Type::NA) return;
    if constexpr (std::is_same_v<T, bool>) {
      auto const& data = *array.data();
      out = {data.buffers[1]->data(), static_cast<std::uint64_t>(data.offset)};
    } else if constexpr (bytes_column<T>) {
      view_text(array, out, memory);
    } else if constexpr (decimal_column<T>) {
      view_decimal(array, out, memory);
    } else if constexpr (std::is_same_v<T, timestamp>) {
      view_time(array, static_cast<arrow::TimestampType const&>(*array.type()).unit(), out, memory);
    } else if constexpr (std::is_same_v<T, duration>) {
      auto const unit = array.type_id() == arrow::Type::DURATION
                            ? static_cast<arrow::DurationType const&>(*array.type()).unit()
                            : arrow::TimeUnit::MICRO;
      view_time(array, unit, out, memory);
    } else if constexpr (is_array<T>) {
      if (array.type_id() == arrow::Type::LARGE_LIST) {
        auto const& list = static_cast<arrow::LargeListArray const&>(array);
        auto* const offsets =
            memory.make<std::int32_t>(static_cast<std::size_t>(array.length()) + 1);
        for (std::int64_t i = 0; i <= array.length(); ++i) {
          if (list.value_offset(i) > std::numeric_limits<std::int32_t>::max())
            throw parquet_damage{"a list column has more than 2^31 elements"};
          offsets[i] = static_cast<std::int32_t>(list.value_offset(i));
        }
        out.offsets = offsets;
        view_array(*list.values(), out.elements, memory);
      } else {
        auto const& list = static_cast<arrow::ListArray const&>(array);
        out.offsets = list.raw_value_offsets();
        view_array(*list.values(), out.elements, memory);
      }
    } else if constexpr (is_map<T>) {
      auto const& map = static_cast<arrow::MapArray const&>(array);
      out.offsets = map.raw_value_offsets();
      view_array(*map.keys(), out.keys, memory);
      view_array(*map.items(), out.values, memory);
    } else if constexpr (is_record<T>) {
      auto const& record = static_cast<arrow::StructArray const&>(array);
      using members = schema_of<T>;
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        (
            [&] {
              auto const at = record.struct_type()->GetFieldIndex(std::string(members::names[I]));
              if (at < 0)
                nth<I>(out.members) = {};
              else
                view_array(*record.field(at), nth<I>(out.members), memory);
            }(),
            ...);
      }(std::make_index_sequence<members::size>{});
    } else {
      view_number(array, out, memory);
    }
  }
}

/// Where in a row a null stands in the place of a value: "" is the column itself; nothing if nowhere.
template <class T>
std::optional<std::string> find_null(arrow::Array const& array, std::int64_t row) {
  if constexpr (is_optional<T>) {
    if (array.IsNull(row)) return {};
    return find_null<without_optional_t<T>>(array, row);
  } else {
    if (array.IsNull(row)) return "";
    if constexpr (is_record<T>) {
      std::optional<std::string> out;
      auto const& record = static_cast<arrow::StructArray const&>(array);
      schema_of<T>::for_each([&]<class Field>() {
        auto const at = record.struct_type()->GetFieldIndex(std::string(Field::name.view()));
        if (out || at < 0) return;
        if (auto inside = find_null<typename Field::type>(*record.field(at), row))
          out = "." + std::string(Field::name.view()) + *inside;
      });
      return out;
    } else if constexpr (is_map<T>) {
      auto const& map = static_cast<arrow::MapArray const&>(array);
      for (auto i = map.value_offset(row); i < map.value_offset(row + 1); ++i)
        if (auto inside = find_null<typename T::mapped_type>(*map.items(), i))
          return ".value" + *inside;
      return {};
    } else if constexpr (is_array<T>) {
      auto const look_in = [&](auto const& list) -> std::optional<std::string> {
        for (auto i = list.value_offset(row); i < list.value_offset(row + 1); ++i)
          if (auto inside = find_null<typename T::value_type>(*list.values(), i))
            return ".element" + *inside;
        return {};
      };
      return array.type_id() == arrow::Type::LARGE_LIST
                 ? look_in(static_cast<arrow::LargeListArray const&>(array))
                 : look_in(static_cast<arrow::ListArray const&>(array));
    } else {
      return {};
    }
  }
}

/// `block_rows` times the value that a folder's name says; false if it is none of the type.
template <class T>
bool repeat_value(std::string_view text, column_view<T>& out, array_memory& memory) {
  if constexpr (is_optional<T>) {
    out.valid = {};
    return repeat_value(text, out.values, memory);
  } else if constexpr (bytes_column<T>) {
    copy_text(block_rows, out, memory, [&](std::int64_t) { return text; });
    return true;
  } else if constexpr (scalar_column<T>) {
    T value{};
    if (!io::parse_partition_value(text, value)) return false;
    if constexpr (std::is_same_v<T, bool>) {
      auto* const bits = memory.make<std::uint8_t>(block_rows / 8 + 1);
      std::memset(bits, value ? 0xFF : 0, block_rows / 8 + 1);
      out = {bits, 0};
    } else if constexpr (decimal_column<T>) {
      auto* const values = memory.make<int128>(block_rows);
      std::fill_n(values, block_rows, value.unscaled());
      out.values = reinterpret_cast<std::byte const*>(values);
    } else {
      auto* const values = memory.make<stored_type<T>>(block_rows);
      out.values = values;
      for (std::size_t i = 0; i < block_rows; ++i) {
        if constexpr (std::is_same_v<T, timestamp> || std::is_same_v<T, date>)
          values[i] = static_cast<stored_type<T>>(value.time_since_epoch().count());
        else if constexpr (std::is_same_v<T, duration>)
          values[i] = value.count();
        else
          values[i] = value;
      }
    }
    return true;
  } else {
    return false;
  }
}

}  // namespace detail
}  // namespace millstream::connector
