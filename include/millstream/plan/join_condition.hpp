// SPDX-License-Identifier: Apache-2.0
//
// The parts of a condition of a stream join: those that look at one stream alone and those that compare the two.
#pragma once

#include <millstream/base/pack.hpp>
#include <millstream/expr/functions.hpp>
#include <millstream/plan/steps.hpp>

namespace millstream::plan {

/// Beside the keys there is no condition.
struct no_condition {};

/// What a part of a condition reads: columns of one stream, or of both (or of none).
enum class condition_side : std::uint8_t { left, right, both };

namespace detail {
template <class E>
constexpr bool reads_only(auto const& is_own) {
  bool any = false, all = true;
  expr::uses<E>::each([&](std::string_view path) {
    any = true;
    all = all && is_own(path.substr(0, millstream::detail::first_dot(path)));
  });
  return any && all;
}
}  // namespace detail

/// Picks the conjuncts of one side, where a left stream has these columns.
template <condition_side Side, class Left>
struct of_side {
  template <class E>
  static constexpr bool takes = [] {
    constexpr auto of_left = [](std::string_view name) { return Left::has(name); };
    constexpr auto of_right = [](std::string_view name) { return !Left::has(name); };
    using enum condition_side;
    return Side == left    ? detail::reads_only<E>(of_left)
           : Side == right ? detail::reads_only<E>(of_right)
                           : !detail::reads_only<E>(of_left) && !detail::reads_only<E>(of_right);
  }();
};
/// Picks the conjuncts that read keys alone.
template <fixed_string... Keys>
struct of_keys {
  template <class E>
  static constexpr bool takes =
      detail::reads_only<E>([](std::string_view name) { return ((name == Keys.view()) || ...); });
};

template <class A, class B>
constexpr auto conjunction(A const& a, B const& b) {
  if constexpr (std::is_same_v<A, no_condition>)
    return b;
  else if constexpr (std::is_same_v<B, no_condition>)
    return a;
  else
    return a && b;
}

/// The conjuncts of a condition that are picked; `no_condition` if there are none.
template <class Pick, class E>
constexpr auto part_of(E const& e) {
  if constexpr (std::is_same_v<E, no_condition>)
    return no_condition{};
  else if constexpr (Pick::template takes<E>)
    return e;
  else
    return no_condition{};
}
template <class Pick, class A, class B>
constexpr auto part_of(expr::call<expr::logical_and, A, B> const& e) {
  return conjunction(part_of<Pick>(nth<0>(e.args)), part_of<Pick>(nth<1>(e.args)));
}

/// The columns without which an expression is null.
template <class E>
struct columns_of_value {
  static constexpr void each(auto&&) {}
};
template <fixed_string Name>
struct columns_of_value<expr::column<Name>> {
  static constexpr void each(auto&& visit) { visit(Name.view()); }
};
template <class F, class... Args>
struct columns_of_value<expr::call<F, Args...>> {
  static constexpr void each(auto&& visit) {
    if constexpr (!expr::detail::is_null_aware<F>) (columns_of_value<Args>::each(visit), ...);
  }
};

/// The columns without which a condition is not true.
template <class Condition>
struct columns_of_truth : columns_of_value<Condition> {};
template <class A, class B>
struct columns_of_truth<expr::call<expr::logical_and, A, B>> {
  static constexpr void each(auto&& visit) {
    columns_of_truth<A>::each(visit);
    columns_of_truth<B>::each(visit);
  }
};

}  // namespace millstream::plan
