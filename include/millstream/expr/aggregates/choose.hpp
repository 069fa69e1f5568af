// SPDX-License-Identifier: Apache-2.0
//
// Aggregates that choose one of the values of a group: first, last, any_value, min_by, max_by. Rows have an
// order (source, offset, position), so the answer does not depend on threads, and of equals the first wins.
#pragma once

#include <millstream/expr/words.hpp>

namespace millstream::expr {

namespace detail {

template <class T, bool Last>
struct chosen_value {
  owned_of<T> value{};
  bool any = false;
  constexpr void step(auto const& v) {
    if (Last || !any) value = owned_of<T>(v), any = true;
  }
  constexpr void merge(chosen_value const& later) {
    if (later.any && (Last || !any)) *this = later;
  }
  constexpr void each_field(auto&& f) {
    f("value", value);
    f("any", any);
  }
  constexpr owned_of<T> finish() const { return value; }
};

template <bool Last, bool TakesNull, fixed_string Name>
struct choose_by_order {
  static constexpr auto default_name = Name;
  static constexpr std::string_view name = TakesNull ? Name.view() : std::string_view("");
  static constexpr bool takes_null = TakesNull;
  template <class>
  using problem = diagnostic::none;
  template <class T>
  using result = T;
  template <class T>
  using state = chosen_value<T, Last>;
};

/// The value beside the smallest (`Wins` = smaller) or greatest order.
template <class T, class Wins>
struct value_by_order {
  using value_type = std::tuple_element_t<0, without_optional_t<T>>;
  using order_type = std::tuple_element_t<1, without_optional_t<T>>;
  using result_type = std::conditional_t<is_optional<T> || is_optional<order_type>,
                                         as_optional_t<value_type>, value_type>;
  owned_of<value_type> value{};
  owned_of<without_optional_t<order_type>> order{};
  bool any = false;

  constexpr void step(without_optional_t<T> const& v) {
    if (!has_value(std::get<1>(v))) return;
    take(std::get<0>(v), held_value(std::get<1>(v)));
  }
  constexpr void merge(value_by_order const& later) {
    if (later.any) take(later.value, as_view(later.order));
  }
  constexpr void each_field(auto&& f) {
    f("value", value);
    f("order", order);
    f("any", any);
  }
  constexpr owned_of<result_type> finish() const {
    if constexpr (is_optional<result_type>)
      if (!any) return std::nullopt;
    return owned_of<result_type>(value);
  }

 private:
  constexpr void take(auto const& v, auto const& o) {
    if (any && !Wins{}(o, as_view(order))) return;
    value = owned_of<value_type>(v);
    order = owned_of<without_optional_t<order_type>>(o);
    any = true;
  }
};

template <class Order, fixed_string Name>
using order_problem =
    std::conditional_t<scalar_column<without_optional_t<Order>>, diagnostic::none,
                       diagnostic::argument_of_other_type<
                           diagnostic::in<Name>, diagnostic::wanted<"a scalar to order by">,
                           diagnostic::type_is<Order>>>;

template <class Wins, fixed_string Name>
struct choose_by_value {
  static constexpr auto default_name = Name;
  static constexpr std::string_view name = Name.view();
  template <class T>
  using problem = order_problem<std::tuple_element_t<1, T>, Name>;
  template <class T>
  using result = typename value_by_order<T, Wins>::result_type;
  template <class T>
  using state = value_by_order<T, Wins>;
};

}  // namespace detail

struct first_of_group : detail::choose_by_order<false, true, "first"> {};
struct last_of_group : detail::choose_by_order<true, true, "last"> {};
struct any_value_of_group : detail::choose_by_order<false, true, "any_value"> {};
struct first_that_is_not_null : detail::choose_by_order<false, false, "first"> {
  static constexpr std::string_view name = "first_ignore_nulls";
};
struct last_that_is_not_null : detail::choose_by_order<true, false, "last"> {
  static constexpr std::string_view name = "last_ignore_nulls";
};
struct min_by_order : detail::choose_by_value<detail::smaller, "min_by"> {};
struct max_by_order : detail::choose_by_value<detail::larger, "max_by"> {};

/// An aggregate of several arguments.
template <class F, value_or_expression... Args>
constexpr auto make_aggregate(Args&&... args) {
  using arg = arguments<as_expression_t<Args>...>;
  return aggregate_call<F, arg>(arg(as_expression(std::forward<Args>(args))...));
}

}  // namespace millstream::expr

namespace millstream {

/// Says that a null does not count as the first or last value.
struct ignore_nulls_type {};
inline constexpr ignore_nulls_type ignore_nulls{};

/// The value of the group's first row, null too. **Order and time** rows are in order of source, offset
/// and position. **Source** Spark's `first`.
template <expr::expression E>
constexpr auto first(E const& e) {
  return expr::aggregate_call<expr::first_of_group, E>(e);
}
/// The first value that is not null.
template <expr::expression E>
constexpr auto first(E const& e, ignore_nulls_type) {
  return expr::aggregate_call<expr::first_that_is_not_null, E>(e);
}
/// The value of the group's last row, null too.
template <expr::expression E>
constexpr auto last(E const& e) {
  return expr::aggregate_call<expr::last_of_group, E>(e);
}
/// The last value that is not null.
template <expr::expression E>
constexpr auto last(E const& e, ignore_nulls_type) {
  return expr::aggregate_call<expr::last_that_is_not_null, E>(e);
}
/// Some value of the group: the first row's.
template <expr::expression E>
constexpr auto any_value(E const& e) {
  return expr::aggregate_call<expr::any_value_of_group, E>(e);
}
/// The `value` of the row with the smallest `order`; rows with a null order are skipped. **Requires** a
/// scalar order (MS055).
template <expr::expression V, expr::expression O>
constexpr auto min_by(V const& value, O const& order) {
  return expr::make_aggregate<expr::min_by_order>(value, order);
}
/// The `value` of the row with the greatest `order`; rows with a null order are skipped.
template <expr::expression V, expr::expression O>
constexpr auto max_by(V const& value, O const& order) {
  return expr::make_aggregate<expr::max_by_order>(value, order);
}

}  // namespace millstream
