// SPDX-License-Identifier: Apache-2.0
//
// Calls of literals alone, evaluated once when the query is built. Which they are the types say, so the
// type of a plan does not depend on values; a call that has no value (1 / 0) stays what it is and is an
// error of the row that meets it.
#pragma once

#include <millstream/base/pack.hpp>
#include <millstream/expr/evaluate.hpp>

namespace millstream::expr {

/// A function whose value follows from its arguments; one that does not says `foldable = false`.
template <class F>
inline constexpr bool is_foldable_function = !requires { requires !F::foldable; };

template <class E>
inline constexpr bool is_constant = false;
template <class T>
inline constexpr bool is_constant<literal<T>> = true;
template <auto Value>
inline constexpr bool is_constant<static_literal<Value>> = true;
namespace detail {
/// Calls that take or give a time wait for the query, which knows the time zone.
template <class T>
inline constexpr bool is_seen_in_zone =
    std::is_same_v<without_optional_t<T>, timestamp> || std::is_same_v<without_optional_t<T>, date>;
template <class E>
struct needs_no_zone;
template <class F, class... Args>
struct needs_no_zone<call<F, Args...>>
    : std::bool_constant<!is_seen_in_zone<type_of<call<F, Args...>, schema<>>> &&
                         !(is_seen_in_zone<type_of<Args, schema<>>> || ...)> {};
}  // namespace detail
template <class F, class... Args>
inline constexpr bool is_constant<call<F, Args...>> =
    std::conjunction_v<std::bool_constant<(sizeof...(Args) > 0 && is_foldable_function<F> &&
                                           (is_constant<Args> && ...))>,
                       detail::needs_no_zone<call<F, Args...>>>;

/// Does an expression hold a call of constants?
template <class E>
inline constexpr bool has_constant_call = false;
template <fixed_string Name, class E>
inline constexpr bool has_constant_call<alias<Name, E>> = has_constant_call<E>;
template <class F, class... Args>
inline constexpr bool has_constant_call<call<F, Args...>> =
    is_constant<call<F, Args...>> || (has_constant_call<Args> || ...);
template <class F, class A>
inline constexpr bool has_constant_call<aggregate_call<F, A>> = has_constant_call<A>;

/// A row of nothing.
struct no_row {
  using schema_type = schema<>;
};

/// A constant call with its value, if it has one: where it has none, the row that meets it gets the error.
template <class E>
folded<E> evaluate_once(E const& e) {
  try {
    return folded<E>(e, as_owned(evaluate(e, no_row{})));
  } catch (error const&) {
    return folded<E>(e, std::nullopt);
  }
}

template <class E>
constexpr auto fold(E const& e) {
  return e;
}
template <fixed_string Name, class E>
constexpr auto fold(alias<Name, E> const& e);
template <class F, class... Args>
  requires(has_constant_call<call<F, Args...>>)
constexpr auto fold(call<F, Args...> const& e) {
  if constexpr (is_constant<call<F, Args...>>) {
    return evaluate_once(e);
  } else {
    return unpack(
        [](auto const&... args) { return call<F, decltype(fold(args))...>(fold(args)...); },
        e.args);
  }
}
template <fixed_string Name, class E>
constexpr auto fold(alias<Name, E> const& e) {
  auto of = fold(e.of);
  return alias<Name, decltype(of)>(of);
}
template <class F, class A>
constexpr auto fold(aggregate_call<F, A> const& e) {
  auto arg = fold(e.arg);
  return aggregate_call<F, decltype(arg)>(arg);
}

}  // namespace millstream::expr
