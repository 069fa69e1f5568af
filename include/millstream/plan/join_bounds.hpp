// SPDX-License-Identifier: Apache-2.0
//
// What the condition of a stream join says of time: from `"click"_c <= "view"_c + 1h` follows that a view has no
// partner any more when the watermark is an hour past it (rule 72). Which bounds there are, the types say;
// how far they reach, the values.
#pragma once

#include <algorithm>
#include <optional>

#include <millstream/base/pack.hpp>
#include <millstream/expr/functions.hpp>
#include <millstream/plan/steps.hpp>

namespace millstream::plan {

namespace detail {

/// A column and a constant span: `"ts"_c + 4s`.
template <class E>
struct shifted_column {
  static constexpr std::string_view column = {};
  static duration by(E const&) { return {}; }
};
template <fixed_string Name>
struct shifted_column<expr::column<Name>> {
  static constexpr std::string_view column = expr::column<Name>::name.view();
  static duration by(expr::column<Name> const&) { return {}; }
};
template <class E>
struct shifted_column<expr::call<expr::plus, E, expr::literal<duration>>> {
  static constexpr std::string_view column = shifted_column<E>::column;
  static duration by(expr::call<expr::plus, E, expr::literal<duration>> const& e) {
    return shifted_column<E>::by(nth<0>(e.args)) + nth<1>(e.args).held;
  }
};
template <class E>
struct shifted_column<expr::call<expr::minus, E, expr::literal<duration>>> {
  static constexpr std::string_view column = shifted_column<E>::column;
  static duration by(expr::call<expr::minus, E, expr::literal<duration>> const& e) {
    return shifted_column<E>::by(nth<0>(e.args)) - nth<1>(e.args).held;
  }
};

/// `lower < upper`, or `lower <= upper` if `Strict` is false: `upper` has no row before `lower` and the span.
template <class Lower, class Upper, bool Strict>
struct lower_bound {
  static constexpr bool bounds(std::string_view time, std::string_view by) {
    return !time.empty() && !by.empty() && shifted_column<Upper>::column == time &&
           shifted_column<Lower>::column == by;
  }
  /// What is added to the watermark.
  static duration span(Lower const& lower, Upper const& upper) {
    auto const out = shifted_column<Lower>::by(lower) - shifted_column<Upper>::by(upper);
    return Strict ? out : out - std::chrono::milliseconds(1);
  }
};

}  // namespace detail

/// The bounds in a condition.
template <class Condition>
struct time_bounds {
  /// Is there one of `time`, a column of one side, by `other`, a column of the other?
  static constexpr bool of(std::string_view, std::string_view) { return false; }
  /// What the watermark of rows behind which rows of `time` find no partner has more than the query's: the least.
  static std::optional<duration> span(Condition const&, std::string_view, std::string_view) {
    return std::nullopt;
  }
};
template <class A, class B>
struct time_bounds<expr::call<expr::logical_and, A, B>> {
  static constexpr bool of(std::string_view time, std::string_view other) {
    return time_bounds<A>::of(time, other) || time_bounds<B>::of(time, other);
  }
  static std::optional<duration> span(expr::call<expr::logical_and, A, B> const& e,
                                      std::string_view time, std::string_view other) {
    auto const a = time_bounds<A>::span(nth<0>(e.args), time, other);
    auto const b = time_bounds<B>::span(nth<1>(e.args), time, other);
    return a && b ? std::min(*a, *b) : a ? a : b;
  }
};

namespace detail {
template <class Function, class A, class B, bool Strict, bool Ascending>
struct bound_of_comparison {
  using bound = std::conditional_t<Ascending, lower_bound<A, B, Strict>, lower_bound<B, A, Strict>>;
  static constexpr bool of(std::string_view time, std::string_view other) {
    return bound::bounds(time, other);
  }
  static std::optional<duration> span(expr::call<Function, A, B> const& e, std::string_view time,
                                      std::string_view other) {
    if (!of(time, other)) return std::nullopt;
    if constexpr (Ascending)
      return bound::span(nth<0>(e.args), nth<1>(e.args));
    else
      return bound::span(nth<1>(e.args), nth<0>(e.args));
  }
};
}  // namespace detail

template <class A, class B>
struct time_bounds<expr::call<expr::less, A, B>>
    : detail::bound_of_comparison<expr::less, A, B, true, true> {};
template <class A, class B>
struct time_bounds<expr::call<expr::less_equal, A, B>>
    : detail::bound_of_comparison<expr::less_equal, A, B, false, true> {};
template <class A, class B>
struct time_bounds<expr::call<expr::greater, A, B>>
    : detail::bound_of_comparison<expr::greater, A, B, true, false> {};
template <class A, class B>
struct time_bounds<expr::call<expr::greater_equal, A, B>>
    : detail::bound_of_comparison<expr::greater_equal, A, B, false, false> {};

/// What frees the rows of the two sides of a join (rules 71, 72).
template <class Step, class Left>
struct join_state {
  static constexpr std::string_view left_time = Left::event_time;
  static constexpr std::string_view right_time = Step::right_type::event_time;
  static constexpr bool time_in_keys = Step::has_key(left_time) || Step::has_key(right_time);
  using bounds = time_bounds<typename Step::condition_type>;
  static constexpr bool left_bound = time_in_keys || bounds::of(left_time, right_time);
  static constexpr bool right_bound = time_in_keys || bounds::of(right_time, left_time);
  /// Is the side bounded whose rows come out when they have no partner, or the one that a semi join keeps?
  static constexpr bool bound = Step::keeps_left && Step::keeps_right ? left_bound || right_bound
                                : Step::keeps_right                   ? right_bound
                                                                      : left_bound;
};

}  // namespace millstream::plan
