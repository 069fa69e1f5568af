// SPDX-License-Identifier: Apache-2.0
//
// The few pieces of compile-time machinery that every room uses: a list of types, access to one by
// index without recursion, and "the edit distance" that finds the nearest name for a message.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace millstream {

template <class... Ts>
struct type_list {
  static constexpr std::size_t size = sizeof...(Ts);
};

template <class T>
struct type_identity {
  using type = T;
};

namespace detail {

template <std::size_t I, class T>
struct indexed_type {
  using type = T;
};
template <class Indices, class... Ts>
struct indexed_types;
template <std::size_t... I, class... Ts>
struct indexed_types<std::index_sequence<I...>, Ts...> : indexed_type<I, Ts>... {};
template <std::size_t I, class T>
indexed_type<I, T> select_indexed(indexed_type<I, T> const&);

template <auto...>
inline constexpr bool never = false;
template <class...>
inline constexpr bool never_type = false;

}  // namespace detail

/// The I-th of `Ts`, found by one base-class deduction.
template <std::size_t I, class... Ts>
using nth_type = typename decltype(detail::select_indexed<I>(
    std::declval<detail::indexed_types<std::index_sequence_for<Ts...>, Ts...> const&>()))::type;

/// What `std::derived_from` asks of types that inherit in public, without the question whether pointers convert.
template <class Derived, class Base>
concept inherits = std::is_base_of_v<Base, Derived>;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
struct without_optional {
  using type = T;
};
template <class T>
struct without_optional<std::optional<T>> {
  using type = T;
};
template <class T>
using without_optional_t = typename without_optional<T>::type;

template <class T>
using as_optional_t = std::optional<without_optional_t<T>>;

/// Number of single-character edits between two names; used only to find "did you mean".
constexpr std::size_t edit_distance(std::string_view a, std::string_view b) {
  if (a.size() > 63 || b.size() > 63) return a == b ? 0 : 64;
  std::size_t row[64]{};
  for (std::size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t const above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace millstream
