// SPDX-License-Identifier: Apache-2.0
//
// A type as its author would write it, as a string that can be a template argument, and strings put
// together at compile time: what messages are made of.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <millstream/base/fixed_string.hpp>

namespace millstream {

namespace detail {
template <fixed_string... Parts>
constexpr auto make_concatenated() {
  fixed_string<(Parts.size() + ... + 0)> out;
  std::size_t at = 0;
  auto const put = [&](std::string_view text) {
    for (char const c : text)
      out.chars[at++] = c;
  };
  (put(Parts.view()), ...);
  out.chars[at] = '\0';
  return out;
}
}  // namespace detail

/// The strings, one behind the other.
template <fixed_string... Parts>
inline constexpr auto concatenated = detail::make_concatenated<Parts...>();

/// The strings with a comma and a blank between them.
template <fixed_string... Names>
inline constexpr auto joined = fixed_string("nothing");
template <fixed_string First, fixed_string... Rest>
inline constexpr auto joined<First, Rest...> =
    concatenated<First, concatenated<fixed_string(", "), Rest>...>;

namespace detail {
// the compiler's own spelling stands behind "T = " in the name of a function
template <class T>
constexpr auto compiler_spelling() {
  std::string_view const whole = __PRETTY_FUNCTION__;
  auto const from = whole.find("T = ") + 4;
  return whole.substr(from, whole.rfind(']') - from);
}
}  // namespace detail

/// The name of a type: `std::string` for text of either kind, `ms::timestamp`, `std::int64_t`.
template <class T>
inline constexpr auto type_text =
    make_fixed_string<[] { return detail::compiler_spelling<T>(); }>();
template <>
inline constexpr auto type_text<std::string> = fixed_string("std::string");
template <>
inline constexpr auto type_text<std::string_view> = fixed_string("std::string");
template <>
inline constexpr auto type_text<std::int8_t> = fixed_string("std::int8_t");
template <>
inline constexpr auto type_text<std::int16_t> = fixed_string("std::int16_t");
template <>
inline constexpr auto type_text<std::int32_t> = fixed_string("int");
template <>
inline constexpr auto type_text<long> = fixed_string("std::int64_t");
template <>
inline constexpr auto type_text<long long> = fixed_string("std::int64_t");
template <>
inline constexpr auto type_text<std::chrono::sys_time<std::chrono::microseconds>> =
    fixed_string("ms::timestamp");
template <>
inline constexpr auto type_text<std::chrono::sys_days> = fixed_string("ms::date");
template <>
inline constexpr auto type_text<std::chrono::microseconds> = fixed_string("ms::duration");
template <class T>
inline constexpr auto type_text<std::optional<T>> =
    concatenated<fixed_string("std::optional<"), type_text<T>, fixed_string(">")>;

}  // namespace millstream
