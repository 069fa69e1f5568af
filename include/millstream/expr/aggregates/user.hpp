// SPDX-License-Identifier: Apache-2.0
//
// Aggregates that a user writes: a class without members that says how a group's state begins, takes a row,
// merges with the state of later rows and gives its result. The state is an adapted struct of columns, so that
// it goes into snapshots like any other.
#pragma once

#include <millstream/expr/aggregates/choose.hpp>

namespace millstream {

/// What a user's aggregate must have. `Args` are the types of its arguments without null.
///
///     struct geometric_mean {
///       static constexpr std::string_view name = "geometric_mean";
///       struct state { double logarithms = 0; std::int64_t values = 0; };   // adapted with Boost.Hana
///       static void step(state& s, double v) { s.logarithms += std::log(v); ++s.values; }
///       static void merge(state& s, state const& later) { ... }
///       static std::optional<double> finish(state const& s) { ... }
///     };
///
/// `merge` must give what the steps of both would have given in their order; `step` is called for rows
/// without a null argument, or for all rows if it takes `std::optional`s.
template <class A, class... Args>
concept user_aggregate_function =
    std::is_empty_v<A> && adapted_struct<typename A::state> &&
    requires(typename A::state& s, typename A::state const& later) {
      { A::name } -> std::convertible_to<std::string_view>;
      A::merge(s, later);
      { A::finish(later) };
    } &&
    (
        requires(typename A::state& s, Args const&... args) { A::step(s, args...); } ||
        requires(typename A::state& s, without_optional_t<Args> const&... args) {
          A::step(s, args...);
        });

}  // namespace millstream

namespace millstream::expr {

template <class A>
struct user_aggregate_of {
  static constexpr auto default_name =
      make_fixed_string<[] { return std::string_view(A::name); }>();
  static constexpr std::string_view name = A::name;
  static constexpr bool takes_null = true;

  template <class Tuple>
  struct checked;
  template <class... Ts>
  struct checked<std::tuple<Ts...>> {
    static constexpr bool fits = user_aggregate_function<A, Ts...>;
    static constexpr bool takes_nulls =
        requires(typename A::state& s, Ts const&... args) { A::step(s, args...); };
  };
  template <class T>
  using problem = std::conditional_t<checked<T>::fits, diagnostic::none,
                                     diagnostic::not_a_user_aggregate<diagnostic::type_is<A>>>;
  template <class T>
  using result = std::remove_cvref_t<decltype(A::finish(std::declval<typename A::state const&>()))>;

  template <class T>
  struct state {
    typename A::state held{};
    void step(without_optional_t<T> const& row) {
      std::apply(
          [&](auto const&... args) {
            if constexpr (checked<without_optional_t<T>>::takes_nulls)
              A::step(held, args...);
            else if ((detail::has_value(args) && ...))
              A::step(held, detail::held_value(args)...);
          },
          row);
    }
    void merge(state const& later) { A::merge(held, later.held); }
    void each_field(auto&& f) {
      using fields = schema_of<typename A::state>;
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        (f(fields::template field_at<I>::name.chars, member_at<I>(held)), ...);
      }(std::make_index_sequence<fields::size>{});
    }
    result<T> finish() const { return A::finish(held); }
  };
};

}  // namespace millstream::expr

namespace millstream {

/// An aggregate of the user's: `ms::agg(ms::user_aggregate<geometric_mean>("price"_c))`. **Requires**
/// `user_aggregate_function` (MS058). **State** the user's struct, a group.
template <class A, expr::expression... Es>
constexpr auto user_aggregate(Es const&... args) {
  return expr::make_aggregate<expr::user_aggregate_of<A>>(args...);
}

}  // namespace millstream
