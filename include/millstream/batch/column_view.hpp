// SPDX-License-Identifier: Apache-2.0
//
// Columns of a block in the layout of Apache Arrow, reached through pointers: values one behind the
// other, text as offsets into bytes, a bit a row for "has a value", records as a view a member. A value
// is made when somebody asks for it; text and records stay views, only vectors and maps are copied. Knows no
// Arrow: who fills the pointers owns the memory.
#pragma once

#include <cstring>

#include <millstream/base/inline.hpp>
#include <millstream/base/pack.hpp>
#include <millstream/batch/block.hpp>

namespace millstream {

/// Which rows have a value: a bit a row, the lowest first; one byte where all rows say the same.
struct row_validity {
  static constexpr std::uint8_t every_row = 0xFF, no_row = 0;
  std::uint8_t const* bits = &every_row;
  std::uint64_t from = 0;  ///< the first row's bit
  std::uint64_t mask = 0;  ///< 0: the same byte for every row

  static constexpr row_validity none() { return {&no_row, 0, 0}; }
  static constexpr row_validity of(std::uint8_t const* bits, std::uint64_t from) {
    return {bits, from, ~std::uint64_t(0)};
  }
  MILLSTREAM_INLINE constexpr bool operator[](std::size_t row) const {
    auto const at = (from + row) & mask;
    return ((bits[at >> 3] >> (at & 7)) & 1) != 0;
  }
  constexpr bool holds_nothing() const { return mask == 0 && *bits == no_row; }
};

/// A column of type `T`: `at(row)` gives its value, `from_row(row)` the view that begins there.
template <class T>
struct column_view;

/// The type as which a fixed-width column lies in memory.
template <class T>
using stored_type = std::conditional_t<
    std::is_same_v<T, float>, float,
    std::conditional_t<
        std::is_same_v<T, double>, double,
        std::conditional_t<
            std::is_same_v<T, date>, std::int32_t,
            std::conditional_t<sizeof(T) == 1, std::int8_t,
                               std::conditional_t<sizeof(T) == 2, std::int16_t,
                                                  std::conditional_t<sizeof(T) == 4, std::int32_t,
                                                                     std::int64_t>>>>>>;

template <class T>
  requires(numeric_column<T> || time_column<T>)
struct column_view<T> {
  stored_type<T> const* values = nullptr;

  MILLSTREAM_INLINE constexpr T at(std::size_t row) const {
    if constexpr (std::is_same_v<T, timestamp>)
      return timestamp(duration(values[row]));
    else if constexpr (std::is_same_v<T, date>)
      return date(std::chrono::days(values[row]));
    else
      return T(values[row]);
  }
  constexpr column_view from_row(std::size_t row) const { return {values + row}; }
};

/// 16 bytes a row, the number of units of the last digit.
template <decimal_column T>
struct column_view<T> {
  std::byte const* values = nullptr;

  MILLSTREAM_INLINE T at(std::size_t row) const {
    int128 unscaled;
    std::memcpy(&unscaled, values + row * sizeof unscaled, sizeof unscaled);
    return T::unchecked(unscaled);
  }
  constexpr column_view from_row(std::size_t row) const { return {values + row * sizeof(int128)}; }
};

/// A bit a row, the lowest first.
template <>
struct column_view<bool> {
  std::uint8_t const* bits = nullptr;
  std::uint64_t from = 0;

  MILLSTREAM_INLINE constexpr bool at(std::size_t row) const {
    return ((bits[(from + row) >> 3] >> ((from + row) & 7)) & 1) != 0;
  }
  constexpr column_view from_row(std::size_t row) const { return {bits, from + row}; }
};

/// A dictionary of texts. Two with the same number have the same words in the same places.
struct text_dictionary {
  std::uint64_t number = 0;  ///< of this process; 0: there is no dictionary
  std::uint32_t words = 0;
};

/// The rows of a text column as words of a dictionary, where they are some: row `i` is word of_row[i].
struct dictionary_words {
  std::int32_t const* of_row = nullptr;
  text_dictionary dictionary;
};

/// Row `i` is bytes from one offset to the next, or, where there are words, the bytes of word words[i].
template <bytes_column T>
struct column_view<T> {
  std::int32_t const* offsets = nullptr;
  char const* bytes = nullptr;
  std::int32_t const* words = nullptr;  ///< null: the offsets are those of the rows
  text_dictionary dictionary;

  MILLSTREAM_INLINE constexpr view_of<T> at(std::size_t row) const {
    auto const i = words ? static_cast<std::size_t>(words[row]) : row;
    return {bytes + offsets[i], static_cast<std::size_t>(offsets[i + 1] - offsets[i])};
  }
  constexpr dictionary_words as_words() const { return {words, dictionary}; }
  constexpr column_view from_row(std::size_t row) const {
    return words ? column_view{offsets, bytes, words + row, dictionary}
                 : column_view{offsets + row, bytes};
  }
};

/// A record of a block: a place in the views of its members. Becomes the struct it stands for by itself, and none of
/// other members: a struct that begins with an optional one could else be made of an optional row in two ways.
template <class T>
struct nested_row {
  using schema_type = schema_of<T>;
  column_view<T> const* from;
  std::size_t row;

  template <fixed_string Name>
  MILLSTREAM_INLINE constexpr decltype(auto) get() const {
    return from->template member<schema_type::index_of(Name.view())>().at(row);
  }
  template <class To>
    requires(adapted_struct<To> && schema_of<std::remove_const_t<To>>::names == schema_type::names)
  constexpr operator To() const {
    return to<To>(*this);
  }
};

template <class T>
inline constexpr bool is_record<nested_row<T>> = true;

namespace detail {
template <class T>
struct schema_of_type<nested_row<T>> {
  using type = schema_of<T>;
};

template <class Schema>
struct member_views;
template <class... Fs>
struct member_views<schema<Fs...>> {
  using type = pack<column_view<typename Fs::type>...>;
};
template <class Views>
constexpr Views all_from_row(Views const& views, std::size_t row) {
  return unpack([row](auto const&... view) { return Views{view.from_row(row)...}; }, views);
}
}  // namespace detail

template <adapted_struct T>
struct column_view<T> {
  typename detail::member_views<schema_of<T>>::type members;

  template <std::size_t I>
  constexpr auto const& member() const {
    return nth<I>(members);
  }
  MILLSTREAM_INLINE constexpr nested_row<T> at(std::size_t row) const { return {this, row}; }
  constexpr column_view from_row(std::size_t row) const {
    return {detail::all_from_row(members, row)};
  }
};

template <class T>
struct column_view<std::optional<T>> {
  row_validity valid = row_validity::none();
  column_view<T> values;

  MILLSTREAM_INLINE constexpr auto at(std::size_t row) const {
    using value_type = std::optional<decltype(values.at(row))>;
    return valid[row] ? value_type(values.at(row)) : value_type();
  }
  /// None where a row may have no value.
  constexpr dictionary_words as_words() const
    requires(bytes_column<T>)
  {
    return valid.mask == 0 && !valid.holds_nothing() ? values.as_words() : dictionary_words{};
  }
  constexpr column_view from_row(std::size_t row) const {
    if (valid.holds_nothing()) return *this;  // there may be no values to point at
    return {{valid.bits, valid.from + row, valid.mask}, values.from_row(row)};
  }
};

/// Row `i` is the elements from offsets[i] to offsets[i + 1], copied when asked for.
template <class T>
struct column_view<std::vector<T>> {
  std::int32_t const* offsets = nullptr;
  column_view<T> elements;

  std::vector<T> at(std::size_t row) const {
    std::vector<T> out;
    auto const end = static_cast<std::size_t>(offsets[row + 1]);
    auto i = static_cast<std::size_t>(offsets[row]);
    out.reserve(end - i);
    for (; i < end; ++i)
      out.push_back(detail::convert_column<T>(elements.at(i)));
    return out;
  }
  constexpr column_view from_row(std::size_t row) const { return {offsets + row, elements}; }
};

/// Row `i` is the entries from offsets[i] to offsets[i + 1], copied when asked for; of those with one key the
/// last one.
template <class K, class V>
struct column_view<std::map<K, V>> {
  std::int32_t const* offsets = nullptr;
  column_view<K> keys;
  column_view<V> values;

  std::map<K, V> at(std::size_t row) const {
    std::map<K, V> out;
    auto const end = static_cast<std::size_t>(offsets[row + 1]);
    for (auto i = static_cast<std::size_t>(offsets[row]); i < end; ++i)
      out.insert_or_assign(detail::convert_column<K>(keys.at(i)),
                           detail::convert_column<V>(values.at(i)));
    return out;
  }
  constexpr column_view from_row(std::size_t row) const { return {offsets + row, keys, values}; }
};

/// Rows as one view a column.
template <class Schema>
struct view_block;
template <class... Fs>
struct view_block<schema<Fs...>> {
  using schema_type = schema<Fs...>;
  pack<column_view<typename Fs::type>...> columns;
  std::size_t count = 0;

  struct row_type {
    using schema_type = schema<Fs...>;
    view_block const* from;
    std::size_t at;

    template <fixed_string Name>
    MILLSTREAM_INLINE constexpr decltype(auto) get() const {
      return nth<schema_type::index_of(Name.view())>(from->columns).at(at);
    }
  };

  template <fixed_string Name>
    requires(bytes_column<without_optional_t<typename schema_type::template type_of<Name>>>)
  constexpr dictionary_words words_of() const {
    return nth<schema_type::index_of(Name.view())>(columns).as_words();
  }

  constexpr std::size_t size() const { return count; }
  constexpr row_type row(std::size_t i) const { return {this, i}; }
};

}  // namespace millstream
