// SPDX-License-Identifier: Apache-2.0
//
// An expression made simpler by what the types say alone, so in the compiler: `NOT NOT x`, `is_null` of
// what cannot be null, a coalesce whose first argument cannot, a cast to the type that it has, `AND` and
// `OR` with a static literal. The result has the same type and value for every row, and the same errors.
#pragma once

#include <millstream/base/pack.hpp>
#include <millstream/expr/total.hpp>

namespace millstream::expr {

/// Is there anything in it that the types may decide? False for most, at little cost.
template <class E>
inline constexpr bool may_simplify = false;
template <auto Value>
inline constexpr bool may_simplify<static_literal<Value>> = true;
template <fixed_string Name, class E>
inline constexpr bool may_simplify<alias<Name, E>> = may_simplify<E>;
template <class F, class... Args>
inline constexpr bool may_simplify<call<F, Args...>> = (may_simplify<Args> || ...);
template <class A>
inline constexpr bool may_simplify<call<logical_not, A>> = true;
template <class A>
inline constexpr bool may_simplify<call<is_null_test, A>> = true;
template <class... Args>
inline constexpr bool may_simplify<call<coalesce_values, Args...>> = true;
template <class To, class A>
inline constexpr bool may_simplify<call<cast_to<To>, A>> = true;

namespace detail {

template <class E>
inline constexpr bool is_negation = false;
template <class A>
inline constexpr bool is_negation<call<logical_not, A>> = true;

template <class E>
inline constexpr bool is_static_true = std::is_same_v<E, static_literal<true>>;
template <class E>
inline constexpr bool is_static_false = std::is_same_v<E, static_literal<false>>;

template <class F>
inline constexpr bool is_cast = false;
template <class To>
inline constexpr bool is_cast<cast_to<To>> = true;

/// Of `AND` (`Neutral` true) and `OR` (false): the side that decides, or the one that is left. A right
/// side that decides stays: the left one is evaluated before it, and may be an error.
template <class In, bool Neutral, class A, class B>
constexpr auto simplify_logic(A const& a, B const& b, auto const& unchanged) {
  if constexpr (std::is_same_v<A, static_literal<Neutral>>)
    return b;
  else if constexpr (std::is_same_v<B, static_literal<Neutral>>)
    return a;
  else if constexpr (std::is_same_v<A, static_literal<!Neutral>> && !is_optional<type_of<B, In>>)
    return a;
  else
    return unchanged;
}

/// One call whose arguments are as simple as they get.
template <class In, class F, class... Args>
constexpr auto simplify_call(call<F, Args...> const& e) {
  using first = nth_type<0, Args...>;
  auto const& a = nth<0>(e.args);
  if constexpr (std::is_same_v<F, logical_not>) {
    if constexpr (is_static_true<first>)
      return static_literal<false>();
    else if constexpr (is_static_false<first>)
      return static_literal<true>();
    else if constexpr (is_negation<first>)
      return nth<0>(a.args);
    else
      return e;
  } else if constexpr (std::is_same_v<F, is_null_test>) {
    if constexpr (is_total<first> && !is_optional<type_of<first, In>>)
      return static_literal<false>();
    else
      return e;
  } else if constexpr (std::is_same_v<F, coalesce_values>) {
    // where the result is of a wider type the call stays, as it converts
    if constexpr (!is_optional<type_of<first, In>> &&
                  std::is_same_v<type_of<first, In>, type_of<call<F, Args...>, In>>)
      return a;
    else
      return e;
  } else if constexpr (is_cast<F>) {
    if constexpr (std::is_same_v<type_of<first, In>, type_of<call<F, Args...>, In>>)
      return a;
    else
      return e;
  } else if constexpr (std::is_same_v<F, logical_and>) {
    return simplify_logic<In, true>(a, nth<1>(e.args), e);
  } else if constexpr (std::is_same_v<F, logical_or>) {
    return simplify_logic<In, false>(a, nth<1>(e.args), e);
  } else {
    return e;
  }
}

}  // namespace detail

template <class In, class E>
constexpr auto simplify(E const& e) {
  return e;
}
template <class In, fixed_string Name, class E>
constexpr auto simplify(alias<Name, E> const& e);
template <class In, class F, class... Args>
  requires(sizeof...(Args) > 0 && may_simplify<call<F, Args...>>)
constexpr auto simplify(call<F, Args...> const& e) {
  return unpack(
      [](auto const&... args) {
        using made = call<F, decltype(simplify<In>(args))...>;
        return detail::simplify_call<In>(made(simplify<In>(args)...));
      },
      e.args);
}
template <class In, fixed_string Name, class E>
constexpr auto simplify(alias<Name, E> const& e) {
  auto of = simplify<In>(e.of);
  return alias<Name, decltype(of)>(of);
}
template <class In, class F, class A>
constexpr auto simplify(aggregate_call<F, A> const& e) {
  auto arg = simplify<In>(e.arg);
  return aggregate_call<F, decltype(arg)>(arg);
}
template <class F, class A>
inline constexpr bool may_simplify<aggregate_call<F, A>> = may_simplify<A>;

template <class In, class E>
using simplified_t = decltype(simplify<In>(std::declval<E const&>()));

}  // namespace millstream::expr
