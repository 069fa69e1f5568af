// SPDX-License-Identifier: Apache-2.0
//
// Functions that choose between values or ask about them, under Spark's names; `when`, `coalesce` and
// `nullif` are in words.hpp. NaN equals NaN and is the greatest number; nulls are skipped by `greatest`
// and `least`.
#pragma once

#include <millstream/expr/functions/arguments.hpp>

namespace millstream::expr {

/// The second argument where the first is NaN; it is evaluated only there.
struct nanvl_of {
  static constexpr std::string_view name = "nanvl";
  static constexpr bool null_aware = true;
  static constexpr bool lazy = true;
  template <class A, class B>
  using problem = all_problem<takes::number, "nanvl", without_optional_t<A>, without_optional_t<B>>;
  template <class A, class B>
  using plain = std::conditional_t<std::is_same_v<without_optional_t<A>, float> &&
                                       std::is_same_v<without_optional_t<B>, float>,
                                   float, double>;
  template <class A, class B>
  using result =
      std::conditional_t<is_optional<A> || is_optional<B>, std::optional<plain<A, B>>, plain<A, B>>;
  template <class Result, std::size_t>
  static constexpr Result choose(auto const& get) {
    auto const first = get.template operator()<0>();
    if (!detail::has_value(first) || detail::held_value(first) == detail::held_value(first))
      return detail::as_result<Result>(first);
    return detail::as_result<Result>(get.template operator()<1>());
  }
};
struct is_nan_test {
  static constexpr bool total = true;
  static constexpr std::string_view name = "isnan";
  static constexpr bool null_aware = true;
  template <class A>
  using problem = takes::number::problem<"is_nan", without_optional_t<A>>;
  template <class>
  using result = bool;
  static constexpr bool apply(auto const& a) {
    return detail::has_value(a) && detail::held_value(a) != detail::held_value(a);
  }
};

/// The greatest (`Sign` 1) or least (-1) argument that is not null.
template <fixed_string Function, int Sign>
struct extreme_of {
  static constexpr auto held_name = Function;
  static constexpr std::string_view name = held_name.view();
  static constexpr bool null_aware = true;
  template <class... Ts>
  using problem = detail::common_problem<Function, Ts...>;
  template <class... Ts>
  using result = std::conditional_t<(is_optional<Ts> && ...), std::optional<common_type_of<Ts...>>,
                                    common_type_of<Ts...>>;
  template <class... Ts>
  static constexpr result<Ts...> apply(Ts const&... values) {
    using common = common_type_of<Ts...>;
    std::optional<common> out;
    auto const take = [&](auto const& v) {
      if (!detail::has_value(v)) return;
      auto const held = static_cast<common>(detail::held_value(v));
      if (!out || detail::compare(held, *out) * Sign > 0) out = held;
    };
    (take(values), ...);
    if constexpr (is_optional<result<Ts...>>)
      return out;
    else
      return *out;
  }
};
using greatest_of = extreme_of<"greatest", 1>;
using least_of = extreme_of<"least", -1>;

/// Equal, where null equals null. **Source** SQL's IS NOT DISTINCT FROM, Spark's `<=>`.
struct null_safe_equal {
  static constexpr bool total = true;
  static constexpr std::string_view name = "<=>";
  static constexpr bool null_aware = true;
  template <class A, class B>
  using problem = comparison_problem<without_optional_t<A>, without_optional_t<B>>;
  template <class, class>
  using result = bool;
  static constexpr bool apply(auto const& a, auto const& b) {
    if (!detail::has_value(a) || !detail::has_value(b))
      return detail::has_value(a) == detail::has_value(b);
    return detail::equal(detail::held_value(a), detail::held_value(b));
  }
};

/// Is the first argument equal to one of the others? Null where it is null, or where none is equal and
/// one is null.
struct is_in_values {
  static constexpr bool total = true;
  static constexpr std::string_view name = "in";
  static constexpr bool null_aware = true;
  template <class A, class... Ts>
  using problem = diagnostic::first_problem<
      comparison_problem<without_optional_t<A>, without_optional_t<Ts>>...>;
  template <class... Ts>
  using result = std::conditional_t<(is_optional<Ts> || ...), std::optional<bool>, bool>;
  template <class A, class... Ts>
  static constexpr result<A, Ts...> apply(A const& a, Ts const&... values) {
    if constexpr (is_optional<A>)
      if (!a) return std::nullopt;
    if (((detail::has_value(values) &&
          detail::equal(detail::held_value(a), detail::held_value(values))) ||
         ...))
      return true;
    if constexpr (is_optional<result<A, Ts...>>)
      if (!(detail::has_value(values) && ...)) return std::nullopt;
    return false;
  }
};

}  // namespace millstream::expr

namespace millstream {

/// `a`, or `b` where it is null. **Requires** one common type (MS024).
constexpr auto nvl(expr::argument auto const& a, expr::argument auto const& b) {
  return coalesce(a, b);
}
/// As `nvl`.
constexpr auto ifnull(expr::argument auto const& a, expr::argument auto const& b) {
  return coalesce(a, b);
}
/// `there` where `a` is not null, else `missing`. **Requires** one common type of both (MS024).
constexpr auto nvl2(expr::expression auto const& a, expr::argument auto const& there,
                    expr::argument auto const& missing) {
  return when(is_not_null(a), there).otherwise(missing);
}
/// Null where `a` is 0. **Requires** a number (MS002).
constexpr auto nullifzero(expr::expression auto const& a) {
  return nullif(a, 0);
}
/// 0 where `a` is null. **Requires** a number (MS024).
constexpr auto zeroifnull(expr::expression auto const& a) {
  return coalesce(a, 0);
}
/// `a`, or `b` where it is NaN. **Shape** double, float if both are. **Requires** numbers (MS055).
constexpr auto nanvl(expr::argument auto const& a, expr::argument auto const& b) {
  return expr::make_call<expr::nanvl_of>(a, b);
}
/// Is it NaN? **Shape** boolean, never null. **Requires** a number (MS055).
constexpr auto is_nan(expr::argument auto const& a) {
  return expr::make_call<expr::is_nan_test>(a);
}
/// The greatest value that is not null. **Shape** null only where all are. **Requires** one common type
/// (MS024).
template <expr::argument A, expr::argument B, expr::argument... Rest>
constexpr auto greatest(A const& a, B const& b, Rest const&... rest) {
  return expr::make_call<expr::greatest_of>(a, b, rest...);
}
/// The least value that is not null. **Shape** null only where all are. **Requires** one common type
/// (MS024).
template <expr::argument A, expr::argument B, expr::argument... Rest>
constexpr auto least(A const& a, B const& b, Rest const&... rest) {
  return expr::make_call<expr::least_of>(a, b, rest...);
}
/// `yes` where the condition is true, else `no`, also where it is null. **Requires** a condition (MS004)
/// and one common type (MS024).
constexpr auto if_(expr::argument auto const& condition, expr::argument auto const& yes,
                   expr::argument auto const& no) {
  return when(condition, yes).otherwise(no);
}
/// Equal, where null equals null. **Shape** boolean, never null. **Requires** comparable types (MS002).
constexpr auto equal_null(expr::argument auto const& a, expr::argument auto const& b) {
  return expr::make_call<expr::null_safe_equal>(a, b);
}
/// Equal, where null equals null: Spark's `<=>`.
constexpr auto eq_null_safe(expr::argument auto const& a, expr::argument auto const& b) {
  return equal_null(a, b);
}
/// Is `a` equal to one of the values? **Shape** boolean; null where `a` is, or where none is equal and one
/// is null. **Requires** comparable types (MS002).
template <expr::argument... Values>
  requires(sizeof...(Values) > 0)
constexpr auto is_in(expr::argument auto const& a, Values const&... values) {
  return expr::make_call<expr::is_in_values>(a, values...);
}
/// `low <= a && a <= high`. **Requires** comparable types (MS002).
constexpr auto between(expr::expression auto const& a, expr::argument auto const& low,
                       expr::argument auto const& high) {
  return a >= expr::as_expression(low) && a <= expr::as_expression(high);
}

namespace expr {
template <class Self>
template <class... Values>
constexpr auto base<Self>::is_in(Values const&... values) const {
  return millstream::is_in(self(), values...);
}
template <class Self>
template <class Low, class High>
constexpr auto base<Self>::between(Low const& low, High const& high) const {
  return millstream::between(self(), low, high);
}
template <class Self>
template <class Other>
constexpr auto base<Self>::eq_null_safe(Other const& other) const {
  return millstream::equal_null(self(), other);
}
}  // namespace expr

}  // namespace millstream
