// SPDX-License-Identifier: Apache-2.0
//
// What `fill_null` and `drop_null` are made of: how many values of a row are there, and a value that a
// filter below has seen to be there. No words of the user's.
#pragma once

#include <cmath>

#include <millstream/expr/functions.hpp>

namespace millstream::expr {

/// Are at least so many of the values neither null nor NaN? Spark's `AtLeastNNonNulls`.
struct at_least_non_nulls {
  static constexpr bool total = true;
  static constexpr std::string_view name = "atleastnnonnulls";
  static constexpr bool null_aware = true;
  template <class...>
  using problem = diagnostic::none;
  template <class...>
  using result = bool;
  static constexpr bool apply(std::int32_t wanted, auto const&... values) {
    return (std::int32_t(is_there(values)) + ... + 0) >= wanted;
  }

 private:
  template <class T>
  static constexpr bool is_there(T const& v) {
    if constexpr (is_optional<T>)
      return v.has_value() && is_there(*v);
    else if constexpr (std::is_floating_point_v<T>)
      return v == v;
    else
      return true;
  }
};

/// The value of a column that is not null in any row that comes here.
struct known_not_null {
  static constexpr std::string_view name = "assertnotnull";
  static constexpr bool null_aware = true;
  template <class>
  using problem = diagnostic::none;
  template <class T>
  using result = without_optional_t<T>;
  template <class T>
  static constexpr without_optional_t<T> apply(T const& v) {
    if constexpr (is_optional<T>) {
      if (!v) [[unlikely]]
        throw error(errc::internal, "a null came through a filter that leaves nulls out");
      return *v;
    } else {
      return v;
    }
  }
};

/// Is it a column, nothing done to it but that it is known not to be null?
template <class E>
inline constexpr bool is_known_column = false;
template <fixed_string Name>
inline constexpr bool is_known_column<call<known_not_null, column<Name>>> = true;

}  // namespace millstream::expr
