// SPDX-License-Identifier: Apache-2.0
//
// `record<Schema>`: a row that owns its values (text included), for what outlives a batch: state,
// static tables, in-memory sinks. `record_view<Schema>` is the same with text as views. `to<T>` turns
// any row into a user's struct by name.
#pragma once

#include <utility>

#include <millstream/schema/adapt.hpp>

namespace millstream {

namespace detail {

template <std::size_t I, class T>
struct record_slot {
  T value{};
  bool operator==(record_slot const&) const = default;
};
template <std::size_t I, class T>
constexpr T& slot_at(record_slot<I, T>& s) {
  return s.value;
}
template <std::size_t I, class T>
constexpr T const& slot_at(record_slot<I, T> const& s) {
  return s.value;
}

template <class Indices, class... Ts>
struct record_slots;
template <std::size_t... I, class... Ts>
struct record_slots<std::index_sequence<I...>, Ts...> : record_slot<I, Ts>... {
  bool operator==(record_slots const&) const = default;
};

}  // namespace detail

template <class Schema, bool Owning>
struct basic_record;

/// A row of named columns that holds its values; `Owning` says whether text and binary are owned or viewed.
template <class... Fs, bool Owning>
struct basic_record<schema<Fs...>, Owning>
    : detail::record_slots<
          std::index_sequence_for<Fs...>,
          std::conditional_t<Owning, owned_of<typename Fs::type>, view_of<typename Fs::type>>...> {
  using schema_type = schema<Fs...>;

  template <std::size_t I>
  constexpr auto& slot() {
    return detail::slot_at<I>(*this);
  }
  template <std::size_t I>
  constexpr auto const& slot() const {
    return detail::slot_at<I>(*this);
  }
  template <std::size_t I>
  constexpr decltype(auto) get_at() const {
    auto const& value = slot<I>();
    using type = std::remove_cvref_t<decltype(value)>;
    if constexpr (nested_column<without_optional_t<type>>)
      return (value);
    else
      return as_view(value);
  }
  template <fixed_string Name>
  constexpr decltype(auto) get() const {
    return get_at<schema_type::index_of(Name.view())>();
  }
  template <fixed_string Name>
  constexpr auto& slot_of() {
    return slot<schema_type::index_of(Name.view())>();
  }

  bool operator==(basic_record const&) const = default;
};

template <class Schema>
using record = basic_record<Schema, true>;
template <class Schema>
using record_view = basic_record<Schema, false>;

template <class... Fs, bool Owning>
inline constexpr bool is_record<basic_record<schema<Fs...>, Owning>> = true;

namespace detail {
template <class Schema, bool Owning>
struct schema_of_type<basic_record<Schema, Owning>> {
  using type = Schema;
};
}  // namespace detail

/// Copies any row into a record of `Schema`, column by column by name; the row may have more columns.
template <class Record>
constexpr Record make_record(auto const& from) {
  using schema_type = typename Record::schema_type;
  Record out;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (void(out.template slot<I>() = std::remove_cvref_t<decltype(out.template slot<I>())>(
              from.template get<schema_type::template field_at<I>::name>())),
     ...);
  }(std::make_index_sequence<schema_type::size>{});
  return out;
}

/// May a column of type `From` be stored in a member of type `To`? Text and integers may widen, a
/// decimal may get more digits, a value may become nullable; nothing is narrowed and null never disappears.
template <class From, class To>
inline constexpr bool convertible_column = [] {
  if constexpr (is_optional<From> && !is_optional<To>) return false;
  using from = without_optional_t<From>;
  using to = without_optional_t<To>;
  if constexpr (text_column<from> && text_column<to>)
    return true;
  else if constexpr (binary_column<from> && binary_column<to>)
    return true;
  else if constexpr (decimal_column<from> && decimal_column<to>)
    return from::scale <= to::scale && from::precision - from::scale <= to::precision - to::scale;
  else if constexpr (std::is_same_v<from, to>)
    return true;
  else if constexpr (integer_column<from> && integer_column<to>)
    return sizeof(from) <= sizeof(to);
  else if constexpr (std::is_same_v<to, double>)
    return numeric_column<from> && sizeof(from) <= 8;
  else if constexpr (is_record<from> && is_record<to>)
    return schema_of<from>::names == schema_of<to>::names;
  else
    return false;
}();

namespace detail {
template <class To>
constexpr To convert_column(auto const& from);
}

/// A user's struct from any row, each member from the column of its name.
/// **Requires** every member to have a column that `convertible_column` accepts.
template <adapted_struct T>
constexpr T to(auto const& from) {
  T out{};
  using schema_type = schema_of<T>;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (void(member_at<I>(out) = detail::convert_column<typename schema_type::template type_at<I>>(
              from.template get<schema_type::template field_at<I>::name>())),
     ...);
  }(std::make_index_sequence<schema_type::size>{});
  return out;
}

namespace detail {
template <class To>
constexpr To convert_column(auto const& from) {
  using from_type = std::remove_cvref_t<decltype(from)>;
  if constexpr (is_optional<from_type>) {
    if (!from) return To{};
    return To(convert_column<without_optional_t<To>>(*from));
  } else if constexpr (is_optional<To>) {
    return To(convert_column<without_optional_t<To>>(from));
  } else if constexpr (adapted_struct<To> && !std::is_same_v<To, from_type>) {
    return to<To>(from);
  } else {
    return To(from);
  }
}
}  // namespace detail

/// Any record-like value (an adapted struct or a record of ours) as a row, which looks at it: views of its text
/// live as long as the value.
template <class T>
constexpr decltype(auto) as_row(T const& object) {
  if constexpr (adapted_struct<T>)
    return struct_row<T>{&object};
  else
    return (object);
}

}  // namespace millstream
