// SPDX-License-Identifier: Apache-2.0
//
// How much work an expression is, in additions: enough to tell what is worth keeping in memory from
// what is cheaper to compute again. Known to the compiler; columns cost nothing.
#pragma once

#include <millstream/expr/fold.hpp>
#include <millstream/expr/functions/null_handling.hpp>

namespace millstream::expr {

/// A function that is not named here is taken for a dear one; one of a user's own may have a `cost`.
template <class F>
inline constexpr std::size_t function_cost = [] {
  if constexpr (requires { F::cost; })
    return std::size_t(F::cost);
  else
    return std::size_t(4);
}();
template <class F>
  requires(std::is_same_v<F, equal_to> || std::is_same_v<F, not_equal_to> ||
           std::is_same_v<F, less> || std::is_same_v<F, less_equal> || std::is_same_v<F, greater> ||
           std::is_same_v<F, greater_equal> || std::is_same_v<F, logical_and> ||
           std::is_same_v<F, logical_or> || std::is_same_v<F, logical_not> ||
           std::is_same_v<F, plus> || std::is_same_v<F, minus> || std::is_same_v<F, multiplies> ||
           std::is_same_v<F, negate> || std::is_same_v<F, is_null_test> ||
           std::is_same_v<F, coalesce_values> || std::is_same_v<F, nullif_equal>)
inline constexpr std::size_t function_cost<F> = 1;
template <>
inline constexpr std::size_t function_cost<known_not_null> = 0;
template <class F>
  requires(std::is_same_v<F, divides> || std::is_same_v<F, modulus>)
inline constexpr std::size_t function_cost<F> = 3;
template <class To>
inline constexpr std::size_t function_cost<cast_to<To>> = time_column<To> ? 4 : 1;

template <class E>
inline constexpr std::size_t cost = 0;
template <fixed_string Name, class E>
inline constexpr std::size_t cost<alias<Name, E>> = cost<E>;
template <class F, class... Args>
inline constexpr std::size_t cost<call<F, Args...>> =
    is_constant<call<F, Args...>> ? 0 : function_cost<F> + (cost<Args> + ... + 0);

}  // namespace millstream::expr
