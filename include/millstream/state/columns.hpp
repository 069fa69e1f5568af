// SPDX-License-Identifier: Apache-2.0
//
// Values of state in and out of the plain columns in which they are kept on disk.
#pragma once

#include <cstring>

#include <millstream/batch/table.hpp>
#include <millstream/expr/aggregates.hpp>
#include <millstream/schema/record.hpp>

namespace millstream::state {

/// How values of type `T` stand in a column.
template <class T>
column_spec spec_of(std::string name) {
  using plain = without_optional_t<T>;
  column_spec out;
  out.name = std::move(name);
  out.nullable = is_optional<T>;
  if constexpr (bytes_column<plain>) {
    out.kind = column_kind::text;
    out.type_name = text_column<plain> ? "string" : "binary";
  } else if constexpr (nested_column<plain>) {
    out.kind = column_kind::text;
    out.type_name = data_type_of<plain>().to_string();
  } else if constexpr (std::is_same_v<plain, int128>) {
    out.width = 16;
    out.type_name = "int128";
  } else {
    static_assert(std::is_trivially_copyable_v<plain>);
    out.width = sizeof(plain);
    if constexpr (scalar_column<plain>)
      out.type_name = data_type_of<plain>().to_string();
    else
      out.type_name = "bytes" + std::to_string(sizeof(plain));
  }
  return out;
}

namespace detail {

template <class T>
inline constexpr auto members_of =
    std::make_index_sequence<schema_of<std::remove_const_t<T>>::size>{};
/// Calls `visit(member)` for the members of a record, a user's struct or one of ours.
template <class T>
void for_each_member(T& of, auto&& visit) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    if constexpr (adapted_struct<std::remove_const_t<T>>)
      (visit(member_at<I>(of)), ...);
    else
      (visit(of.template slot<I>()), ...);
  }(members_of<T>);
}

/// A value inside of another as bytes: with its length or its number of elements where that is not fixed, and with
/// a byte that says whether it is there where it may be null.
template <class T>
void append_element(std::vector<std::byte>& bytes, T const& v) {
  auto const put = [&](void const* from, std::size_t size) {
    auto const* const first = static_cast<std::byte const*>(from);
    bytes.insert(bytes.end(), first, first + size);
  };
  if constexpr (is_optional<T>) {
    bytes.push_back(std::byte(v.has_value()));
    if (v) append_element(bytes, *v);
  } else if constexpr (bytes_column<T>) {
    auto const size = static_cast<std::uint32_t>(v.size());
    put(&size, sizeof size);
    put(v.data(), v.size());
  } else if constexpr (is_record<T>) {
    for_each_member(v, [&](auto const& member) { append_element(bytes, member); });
  } else if constexpr (is_array<T> || is_map<T>) {
    auto const size = static_cast<std::uint32_t>(v.size());
    put(&size, sizeof size);
    for (auto&& element : v)
      if constexpr (is_map<T>)
        append_element(bytes, element.first), append_element(bytes, element.second);
      else
        append_element(bytes, static_cast<typename T::value_type const&>(element));
  } else {
    put(&v, sizeof v);
  }
}
template <class T>
void read_element(std::byte const*& from, T& into) {
  if constexpr (is_optional<T>) {
    if (*from++ == std::byte(0)) return into.reset();
    read_element(from, into.emplace());
  } else if constexpr (bytes_column<T>) {
    std::uint32_t size;
    std::memcpy(&size, from, sizeof size);
    from += sizeof size;
    into.assign(reinterpret_cast<char const*>(from), size);
    from += size;
  } else if constexpr (is_record<T>) {
    for_each_member(into, [&](auto& member) { read_element(from, member); });
  } else if constexpr (is_array<T> || is_map<T>) {
    std::uint32_t size;
    std::memcpy(&size, from, sizeof size);
    from += sizeof size;
    into.clear();
    for (; size != 0; --size) {
      if constexpr (is_map<T>) {
        typename T::key_type key{};
        read_element(from, key);
        read_element(from, into[std::move(key)]);
      } else {
        typename T::value_type element{};
        read_element(from, element);
        into.push_back(std::move(element));
      }
    }
  } else {
    std::memcpy(&into, from, sizeof into);
    from += sizeof into;
  }
}

inline void end_of_text(column_data& column) {
  if (column.bytes.size() > 0xFFFFFFFFull)
    throw error(errc::internal, "the text of one state column of one partition exceeds 4 GiB", {},
                "use more state partitions");
  column.offsets.push_back(static_cast<std::uint32_t>(column.bytes.size()));
}

}  // namespace detail

template <class T>
void append_value(column_data& column, T const& v) {
  if constexpr (is_optional<T>) {
    column.valid.push_back(v ? 1 : 0);
    append_value(column, v ? *v : without_optional_t<T>{});
  } else if constexpr (bytes_column<T>) {
    auto const* const first = reinterpret_cast<std::byte const*>(v.data());
    column.bytes.insert(column.bytes.end(), first, first + v.size());
    detail::end_of_text(column);
  } else if constexpr (is_array<T>) {
    for (auto&& element : v)
      detail::append_element(column.bytes, static_cast<typename T::value_type const&>(element));
    detail::end_of_text(column);
  } else if constexpr (nested_column<T>) {
    detail::append_element(column.bytes, v);
    detail::end_of_text(column);
  } else {
    auto const at = column.bytes.size();
    column.bytes.resize(at + sizeof(T));
    std::memcpy(column.bytes.data() + at, &v, sizeof(T));
  }
}

template <class T>
void read_value(column_data const& column, std::size_t row, T& into) {
  if constexpr (is_optional<T>) {
    if (!column.valid[row]) {
      into = std::nullopt;
      return;
    }
    into.emplace();
    read_value(column, row, *into);
  } else if constexpr (bytes_column<T>) {
    auto const from = column.offsets[row];
    into.assign(reinterpret_cast<char const*>(column.bytes.data()) + from,
                column.offsets[row + 1] - from);
  } else if constexpr (is_array<T>) {
    into.clear();
    auto const* at = column.bytes.data() + column.offsets[row];
    auto const* const end = column.bytes.data() + column.offsets[row + 1];
    while (at < end) {
      typename T::value_type element{};
      detail::read_element(at, element);
      into.push_back(std::move(element));
    }
  } else if constexpr (nested_column<T>) {
    auto const* at = column.bytes.data() + column.offsets[row];
    detail::read_element(at, into);
  } else {
    std::memcpy(&into, column.bytes.data() + row * sizeof(T), sizeof(T));
  }
}

}  // namespace millstream::state
