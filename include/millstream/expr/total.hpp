// SPDX-License-Identifier: Apache-2.0
//
// Which expressions have a value for every row: those that no overflow, division by zero or bad cast
// can stop. Only such a one may be left out, or evaluated for rows that would not have met it.
#pragma once

#include <millstream/expr/static_literal.hpp>

namespace millstream::expr {

/// A function that gives a value, or null, for all arguments. One of a user's own says so by
/// `static constexpr bool total = true`. One whose only error is a bad pattern is `total_when_prepared`.
template <class F>
inline constexpr bool is_total_function = requires { requires F::total; };
template <>
inline constexpr bool is_total_function<equal_to> = true;
template <>
inline constexpr bool is_total_function<not_equal_to> = true;
template <>
inline constexpr bool is_total_function<less> = true;
template <>
inline constexpr bool is_total_function<less_equal> = true;
template <>
inline constexpr bool is_total_function<greater> = true;
template <>
inline constexpr bool is_total_function<greater_equal> = true;
template <>
inline constexpr bool is_total_function<logical_and> = true;
template <>
inline constexpr bool is_total_function<logical_or> = true;
template <>
inline constexpr bool is_total_function<logical_not> = true;
template <>
inline constexpr bool is_total_function<is_null_test> = true;
template <>
inline constexpr bool is_total_function<coalesce_values> = true;
template <>
inline constexpr bool is_total_function<nullif_equal> = true;

template <class E>
inline constexpr bool is_prepared = false;
template <class Made>
inline constexpr bool is_prepared<prepared<Made>> = true;

/// Nothing is known of an expression that is not named here.
template <class E>
inline constexpr bool is_total = false;
template <fixed_string Name>
inline constexpr bool is_total<column<Name>> = true;
template <class T>
inline constexpr bool is_total<literal<T>> = true;
template <auto Value>
inline constexpr bool is_total<static_literal<Value>> = true;
template <class Made>
inline constexpr bool is_total<prepared<Made>> = true;
template <fixed_string Name, class E>
inline constexpr bool is_total<alias<Name, E>> = is_total<E>;
template <class F, class... Args>
inline constexpr bool is_total<call<F, Args...>> =
    (is_total_function<F> || (requires {
       requires F::total_when_prepared;
     } && (is_prepared<Args> || ...))) && (is_total<Args> && ...);

}  // namespace millstream::expr
