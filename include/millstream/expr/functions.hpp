// SPDX-License-Identifier: Apache-2.0
//
// The functions that expressions are made of: each a tag with its name, which types it takes, the type
// it gives and its value. Arguments arrive without null: a strict function (the usual kind) is null if
// any argument is; the others are `null_aware` and get optionals. Arithmetic follows ANSI SQL as in
// Spark 4: overflow and division by zero are errors, never a wrapped or missing value.
#pragma once

#include <cmath>
#include <limits>

#include <millstream/base/error.hpp>
#include <millstream/base/inline.hpp>
#include <millstream/base/pack.hpp>
#include <millstream/expr/cast.hpp>
#include <millstream/expr/decimal.hpp>
#include <millstream/expr/expression.hpp>
#include <millstream/expr/time_arithmetic.hpp>

namespace millstream::expr {

namespace detail {

/// Spark's widening: of two integers the wider, any float with an integer or wider float is a double.
template <class A, class B>
struct common_number {
  using type = std::conditional_t<
      integer_column<A> && integer_column<B>, std::conditional_t<(sizeof(A) >= sizeof(B)), A, B>,
      std::conditional_t<std::is_same_v<A, float> && std::is_same_v<B, float>, float, double>>;
};
template <class A, class B>
  requires decimal_operands<A, B>
struct common_number<A, B> {
  using type = wider_decimal<decimal_for_t<A>, decimal_for_t<B>>;
};
template <class A, class B>
using common_number_t = typename common_number<A, B>::type;

template <class A, class B>
inline constexpr bool comparable =
    (number_column<A> && number_column<B>) || (text_column<A> && text_column<B>) ||
    (binary_column<A> && binary_column<B>) ||
    (std::is_same_v<A, B> && (scalar_column<A> || std::is_same_v<A, window_bounds>)) ||
    (std::is_same_v<A, timestamp> && std::is_same_v<B, date>) ||
    (std::is_same_v<A, date> && std::is_same_v<B, timestamp>);

[[noreturn]] inline void throw_overflow(std::string_view op) {
  throw error(errc::arithmetic_overflow,
              "the result of " + std::string(op) + " does not fit its type", {},
              "cast an operand to a wider type with ms::cast<T>(...)");
}
[[noreturn]] inline void throw_division_by_zero() {
  throw error(errc::division_by_zero, "division by zero", {},
              "filter such rows out, or make the divisor null with ms::nullif(x, 0)");
}

/// NaN equals NaN and is greater than every other number; -0.0 equals 0.0.
template <class A, class B>
constexpr int compare(A const& a, B const& b) {
  if constexpr (decimal_operands<A, B>) {
    auto const order = as_decimal(a) <=> as_decimal(b);
    return int(order > 0) - int(order < 0);
  } else if constexpr (number_column<A> && number_column<B>) {
    using common = common_number_t<A, B>;
    common const x = static_cast<common>(a);
    common const y = static_cast<common>(b);
    if constexpr (std::is_floating_point_v<common>) {
      bool const nx = x != x;
      bool const ny = y != y;
      if (nx || ny) return int(nx) - int(ny);
    }
    return int(x > y) - int(x < y);
  } else {
    return int(a > b) - int(a < b);
  }
}
/// Is `a` before `b` in that order? Of numbers the first comparison settles all that are: a row that passes a filter is
/// asked nothing else.
template <class A, class B>
constexpr bool precedes(A const& a, B const& b) {
  if constexpr (decimal_operands<A, B>) {
    return as_decimal(a) < as_decimal(b);
  } else if constexpr (number_column<A> && number_column<B>) {
    using common = common_number_t<A, B>;
    common const x = static_cast<common>(a);
    common const y = static_cast<common>(b);
    if constexpr (std::is_floating_point_v<common>)
      return x < y || (y != y && x == x);
    else
      return x < y;
  } else {
    return a < b;
  }
}
/// Is `a` before `b` or equal to it?
template <class A, class B>
constexpr bool precedes_or_equals(A const& a, B const& b) {
  if constexpr (number_column<A> && number_column<B> && !decimal_operands<A, B>) {
    using common = common_number_t<A, B>;
    common const x = static_cast<common>(a);
    common const y = static_cast<common>(b);
    if constexpr (std::is_floating_point_v<common>)
      return x <= y || y != y;
    else
      return x <= y;
  } else {
    return !precedes(b, a);
  }
}
template <class A, class B>
constexpr bool equal(A const& a, B const& b) {
  if constexpr (decimal_operands<A, B>) {
    return as_decimal(a) == as_decimal(b);
  } else if constexpr (number_column<A> && number_column<B>) {
    using common = common_number_t<A, B>;
    common const x = static_cast<common>(a);
    common const y = static_cast<common>(b);
    if constexpr (std::is_floating_point_v<common>)
      return x == y || (x != x && y != y);
    else
      return x == y;
  } else {
    return a == b;
  }
}

}  // namespace detail

// ---- comparison ----

template <class A, class B>
using comparison_problem = std::conditional_t<
    detail::comparable<A, B>, diagnostic::none,
    diagnostic::incomparable_types<diagnostic::left_type<A>, diagnostic::right_type<B>>>;

#define MILLSTREAM_COMPARISON(tag, text, test)                  \
  struct tag {                                                  \
    static constexpr std::string_view name = text;              \
    template <class A, class B>                                 \
    using problem = comparison_problem<A, B>;                   \
    template <class, class>                                     \
    using result = bool;                                        \
    static constexpr bool apply(auto const& a, auto const& b) { \
      return test;                                              \
    }                                                           \
  }
MILLSTREAM_COMPARISON(equal_to, "=", detail::equal(a, b));
MILLSTREAM_COMPARISON(not_equal_to, "!=", !detail::equal(a, b));
MILLSTREAM_COMPARISON(less, "<", detail::precedes(a, b));
MILLSTREAM_COMPARISON(less_equal, "<=", detail::precedes_or_equals(a, b));
MILLSTREAM_COMPARISON(greater, ">", detail::precedes(b, a));
MILLSTREAM_COMPARISON(greater_equal, ">=", detail::precedes_or_equals(b, a));
#undef MILLSTREAM_COMPARISON

// ---- logic, three-valued ----

template <class... Ts>
using boolean_problem = diagnostic::first_problem<
    std::conditional_t<std::is_same_v<Ts, bool>, diagnostic::none,
                       diagnostic::not_boolean<diagnostic::type_is<Ts>>>...>;

namespace detail {
template <class V>
MILLSTREAM_INLINE constexpr bool has_value(V const& v) {
  if constexpr (is_optional<V>)
    return v.has_value();
  else
    return true;
}
template <class V>
MILLSTREAM_INLINE constexpr auto const& held_value(V const& v) {
  if constexpr (is_optional<V>)
    return *v;
  else
    return v;
}

/// The right side is not evaluated when the left one is `Decides`, as in C++ and in Spark.
template <class Result, bool Decides>
MILLSTREAM_INLINE constexpr Result decided_by(auto const& get) {
  auto const left = get.template operator()<0>();
  if (has_value(left) && held_value(left) == Decides) return Decides;
  auto const right = get.template operator()<1>();
  if (has_value(right) && (has_value(left) || held_value(right) == Decides))
    return held_value(right);
  if constexpr (is_optional<Result>) return std::nullopt;
  __builtin_unreachable();
}
}  // namespace detail

struct logical_and {
  static constexpr std::string_view name = "AND";
  static constexpr bool null_aware = true;
  static constexpr bool lazy = true;
  template <class A, class B>
  using problem = boolean_problem<without_optional_t<A>, without_optional_t<B>>;
  template <class A, class B>
  using result = std::conditional_t<is_optional<A> || is_optional<B>, std::optional<bool>, bool>;
  template <class Result, std::size_t>
  MILLSTREAM_INLINE static constexpr Result choose(auto const& get) {
    return detail::decided_by<Result, false>(get);
  }
};
struct logical_or {
  static constexpr std::string_view name = "OR";
  static constexpr bool null_aware = true;
  static constexpr bool lazy = true;
  template <class A, class B>
  using problem = boolean_problem<without_optional_t<A>, without_optional_t<B>>;
  template <class A, class B>
  using result = std::conditional_t<is_optional<A> || is_optional<B>, std::optional<bool>, bool>;
  template <class Result, std::size_t>
  MILLSTREAM_INLINE static constexpr Result choose(auto const& get) {
    return detail::decided_by<Result, true>(get);
  }
};
struct logical_not {
  static constexpr std::string_view name = "NOT";
  template <class A>
  using problem = boolean_problem<A>;
  template <class>
  using result = bool;
  static constexpr bool apply(bool a) { return !a; }
};

// ---- arithmetic ----

template <class A, class B>
using arithmetic_problem = std::conditional_t<
    number_column<A> && number_column<B>, diagnostic::none,
    diagnostic::not_numeric<diagnostic::left_type<A>, diagnostic::right_type<B>>>;

namespace detail {
template <class A, class B, bool Time>
struct sum_type {
  using type = common_number_t<A, B>;
};
template <class A, class B>
struct sum_type<A, B, true> : sum_of_times<A, B> {};
template <class A, class B>
  requires decimal_operands<A, B>
struct sum_type<A, B, false> {
  using type = decimal_sum<decimal_for_t<A>, decimal_for_t<B>>;
};
template <class A, class B, bool Time>
struct difference_type {
  using type = common_number_t<A, B>;
};
template <class A, class B>
struct difference_type<A, B, true> : difference_of_times<A, B> {};
template <class A, class B>
  requires decimal_operands<A, B>
struct difference_type<A, B, false> : sum_type<A, B, false> {};
template <class A, class B, bool>
struct product_type : common_number<A, B> {};
template <class A, class B>
  requires decimal_operands<A, B>
struct product_type<A, B, false> {
  using type = decimal_product<decimal_for_t<A>, decimal_for_t<B>>;
};

/// The result of an operation, which must fit.
template <class T>
constexpr T fitting(std::optional<T> const& result, std::string_view op) {
  if (!result) [[unlikely]]
    throw_overflow(op);
  return *result;
}
constexpr bool is_zero(auto const& v) {
  if constexpr (decimal_column<std::remove_cvref_t<decltype(v)>>)
    return v.unscaled() == 0;
  else
    return v == 0;
}
}  // namespace detail

#define MILLSTREAM_CHECKED_ARITHMETIC(tag, text, op, builtin, of_decimals, time, type_of)       \
  struct tag {                                                                                  \
    static constexpr std::string_view name = text;                                              \
    template <class A, class B>                                                                 \
    using problem = std::conditional_t<time<A, B>, diagnostic::none, arithmetic_problem<A, B>>; \
    template <class A, class B>                                                                 \
    using result = typename type_of<A, B, time<A, B>>::type;                                    \
    template <class A, class B>                                                                 \
    static constexpr result<A, B> apply(A const& a, B const& b) {                               \
      using type = result<A, B>;                                                                \
      if constexpr (integer_column<type>) {                                                     \
        type out;                                                                               \
        if (builtin(static_cast<type>(a), static_cast<type>(b), &out)) [[unlikely]]             \
          detail::throw_overflow(text);                                                         \
        return out;                                                                             \
      } else if constexpr (decimal_column<type>) {                                              \
        return detail::fitting(detail::of_decimals(a, b), text);                                \
      } else if constexpr (time<A, B>) {                                                        \
        return type_of<A, B, true>::of(a, b);                                                   \
      } else {                                                                                  \
        return static_cast<type>(a) op static_cast<type>(b);                                    \
      }                                                                                         \
    }                                                                                           \
  }
namespace detail {
template <class, class>
inline constexpr bool no_time = false;
}
MILLSTREAM_CHECKED_ARITHMETIC(plus, "+", +, __builtin_add_overflow, decimal_plus, detail::time_plus,
                              detail::sum_type);
MILLSTREAM_CHECKED_ARITHMETIC(minus, "-", -, __builtin_sub_overflow, decimal_minus,
                              detail::time_minus, detail::difference_type);
MILLSTREAM_CHECKED_ARITHMETIC(multiplies, "*", *, __builtin_mul_overflow, decimal_multiplies,
                              detail::no_time, detail::product_type);
#undef MILLSTREAM_CHECKED_ARITHMETIC

namespace detail {
template <class A, class B>
struct quotient_type {
  using type = double;
};
template <class A, class B>
  requires decimal_operands<A, B>
struct quotient_type<A, B> {
  using type = decimal_quotient<decimal_for_t<A>, decimal_for_t<B>>;
};
template <class A, class B>
struct remainder_type : common_number<A, B> {};
template <class A, class B>
  requires decimal_operands<A, B>
struct remainder_type<A, B> {
  using type = decimal_remainder<decimal_for_t<A>, decimal_for_t<B>>;
};
}  // namespace detail

/// `/` is a double for integers too, as in Spark; a decimal for decimals.
struct divides {
  static constexpr std::string_view name = "/";
  template <class A, class B>
  using problem = arithmetic_problem<A, B>;
  template <class A, class B>
  using result = typename detail::quotient_type<A, B>::type;
  template <class A, class B>
  static constexpr result<A, B> apply(A const& a, B const& b) {
    if (detail::is_zero(b)) [[unlikely]]
      detail::throw_division_by_zero();
    if constexpr (detail::decimal_operands<A, B>)
      return detail::fitting(divide(detail::as_decimal(a), detail::as_decimal(b)), name);
    else
      return static_cast<double>(a) / static_cast<double>(b);
  }
};

struct modulus {
  static constexpr std::string_view name = "%";
  template <class A, class B>
  using problem = arithmetic_problem<A, B>;
  template <class A, class B>
  using result = typename detail::remainder_type<A, B>::type;
  template <class A, class B>
  static constexpr result<A, B> apply(A const& a, B const& b) {
    using type = result<A, B>;
    if (detail::is_zero(b)) [[unlikely]]
      detail::throw_division_by_zero();
    if constexpr (detail::decimal_operands<A, B>)
      return detail::fitting(remainder(detail::as_decimal(a), detail::as_decimal(b)), name);
    else if constexpr (integer_column<type>)
      return static_cast<type>(b) == type(-1)
                 ? type(0)
                 : static_cast<type>(static_cast<type>(a) % static_cast<type>(b));
    else
      return std::fmod(static_cast<type>(a), static_cast<type>(b));
  }
};

struct negate {
  static constexpr std::string_view name = "negative";
  template <class A>
  using problem = arithmetic_problem<A, A>;
  template <class A>
  using result = A;
  template <class A>
  static constexpr A apply(A const& a) {
    if constexpr (integer_column<A>)
      if (a == std::numeric_limits<A>::min()) [[unlikely]]
        detail::throw_overflow("negative");
    if constexpr (decimal_column<A>)
      return A::unchecked(-a.unscaled());
    else
      return static_cast<A>(-a);
  }
};

// ---- null ----

struct is_null_test {
  static constexpr std::string_view name = "isnull";
  static constexpr bool null_aware = true;
  template <class>
  using problem = diagnostic::none;
  template <class>
  using result = bool;
  template <class A>
  static constexpr bool apply(A const& a) {
    if constexpr (is_optional<A>)
      return !a.has_value();
    else
      return false;
  }
};

namespace detail {
template <class A, class B>
struct common_value {
  using type = A;
};
template <class A, class B>
  requires(number_column<A> && number_column<B>)
struct common_value<A, B> : common_number<A, B> {};
template <>
struct common_value<date, timestamp> {
  using type = timestamp;
};
template <class... Ts>
struct common_type_of {
  using type = void;
};
template <class T>
struct common_type_of<T> {
  using type = T;
};
template <class A, class B, class... Rest>
struct common_type_of<A, B, Rest...> : common_type_of<typename common_value<A, B>::type, Rest...> {
};

/// All arguments must have one type to which they convert.
template <fixed_string Word, class... Ts>
struct common_check {
  using type = diagnostic::none;
};
template <fixed_string Word, class First, class... Rest>
struct common_check<Word, First, Rest...> {
  using type = diagnostic::first_problem<std::conditional_t<
      comparable<without_optional_t<First>, without_optional_t<Rest>> ||
          std::is_same_v<without_optional_t<First>, without_optional_t<Rest>>,
      diagnostic::none,
      diagnostic::types_differ<diagnostic::in<Word>, diagnostic::left_type<First>,
                               diagnostic::right_type<Rest>>>...>;
};
template <fixed_string Word, class... Ts>
using common_problem = typename common_check<Word, Ts...>::type;

template <class Result, class V>
MILLSTREAM_INLINE constexpr Result as_result(V const& v) {
  if constexpr (is_optional<V>) {
    if (!v) return Result{};
    return Result(static_cast<without_optional_t<Result>>(*v));
  } else {
    return Result(static_cast<without_optional_t<Result>>(v));
  }
}

template <class... Lists>
struct joined_lists {
  using type = type_list<>;
};
template <class... As>
struct joined_lists<type_list<As...>> {
  using type = type_list<As...>;
};
template <class... As, class... Bs, class... Rest>
struct joined_lists<type_list<As...>, type_list<Bs...>, Rest...>
    : joined_lists<type_list<As..., Bs...>, Rest...> {};
}  // namespace detail

/// The type to which all of the arguments convert, nullable or not left aside.
template <class... Ts>
using common_type_of = typename detail::common_type_of<without_optional_t<Ts>...>::type;

/// The first argument that is not null; those behind it are not evaluated.
struct coalesce_values {
  static constexpr std::string_view name = "coalesce";
  static constexpr bool null_aware = true;
  static constexpr bool lazy = true;
  template <class... Ts>
  using problem = detail::common_problem<"coalesce", Ts...>;
  template <class... Ts>
  using result = std::conditional_t<(is_optional<Ts> && ...), std::optional<common_type_of<Ts...>>,
                                    common_type_of<Ts...>>;
  template <class Result, std::size_t N, std::size_t I = 0>
  MILLSTREAM_INLINE static constexpr Result choose(auto const& get) {
    auto const v = get.template operator()<I>();
    if (detail::has_value(v))
      return Result(static_cast<without_optional_t<Result>>(detail::held_value(v)));
    if constexpr (I + 1 < N) return choose<Result, N, I + 1>(get);
    if constexpr (is_optional<Result>) return std::nullopt;
    __builtin_unreachable();
  }
};

/// The value behind the first condition that is true, else the last argument, which may be missing.
/// Only what is needed is evaluated. **Source** SQL's CASE WHEN.
struct case_when {
  static constexpr std::string_view name = "case";
  static constexpr bool null_aware = true;
  static constexpr bool lazy = true;

  template <class Indices, class... Ts>
  struct typed;
  template <std::size_t... I, class... Ts>
  struct typed<std::index_sequence<I...>, Ts...> {
    static constexpr bool has_else = sizeof...(Ts) % 2 == 1;
    using values =
        typename detail::joined_lists<std::conditional_t<I % 2 == 1 || I + 1 == sizeof...(Ts),
                                                         type_list<Ts>, type_list<>>...>::type;
    using conditions = diagnostic::first_problem<
        std::conditional_t<I % 2 == 0 && I + 1 != sizeof...(Ts),
                           boolean_problem<without_optional_t<Ts>>, diagnostic::none>...>;
    template <class... Vs>
    static auto problem_of(type_list<Vs...>)
        -> diagnostic::first_problem<conditions, detail::common_problem<"when", Vs...>>;
    template <class... Vs>
    static auto result_of(type_list<Vs...>)
        -> std::conditional_t<has_else && !(is_optional<Vs> || ...), common_type_of<Vs...>,
                              std::optional<common_type_of<Vs...>>>;
    using problem = decltype(problem_of(values{}));
    template <class Values>
    using result = decltype(result_of(Values{}));
  };
  template <class... Ts>
  using problem = typename typed<std::index_sequence_for<Ts...>, Ts...>::problem;
  template <class... Ts>
  using result = typename typed<std::index_sequence_for<Ts...>, Ts...>::template result<
      typename typed<std::index_sequence_for<Ts...>, Ts...>::values>;

  template <class Result, std::size_t N, std::size_t I = 0>
  MILLSTREAM_INLINE static constexpr Result choose(auto const& get) {
    if constexpr (I == N) {
      return Result{};
    } else if constexpr (I + 1 == N) {
      return detail::as_result<Result>(get.template operator()<I>());
    } else {
      auto const condition = get.template operator()<I>();
      if (detail::has_value(condition) && detail::held_value(condition))
        return detail::as_result<Result>(get.template operator()<I + 1>());
      return choose<Result, N, I + 2>(get);
    }
  }
};

/// A CASE goes on as long as it has no `otherwise`.
template <class... Args>
struct call<case_when, Args...> : base<call<case_when, Args...>> {
  using function = case_when;
  pack<Args...> args;
  constexpr explicit call(Args... a) : args(std::move(a)...) {}

  template <value_or_expression Condition, value_or_expression Value>
    requires(sizeof...(Args) % 2 == 0)
  constexpr auto when(Condition&& condition, Value&& value) const {
    return with(as_expression(std::forward<Condition>(condition)),
                as_expression(std::forward<Value>(value)));
  }
  template <value_or_expression Value>
    requires(sizeof...(Args) % 2 == 0)
  constexpr auto otherwise(Value&& value) const {
    return with(as_expression(std::forward<Value>(value)));
  }

 private:
  template <class... More>
  constexpr auto with(More... more) const {
    return unpack(
        [&](auto const&... before) {
          return call<case_when, Args..., More...>(before..., std::move(more)...);
        },
        args);
  }
};

/// Null where both are equal, else the first.
struct nullif_equal {
  static constexpr std::string_view name = "nullif";
  static constexpr bool null_aware = true;
  template <class A, class B>
  using problem = comparison_problem<without_optional_t<A>, without_optional_t<B>>;
  template <class A, class>
  using result = as_optional_t<A>;
  template <class A, class B>
  static constexpr as_optional_t<A> apply(A const& a, B const& b) {
    auto const held = [](auto const& v) -> decltype(auto) {
      if constexpr (is_optional<std::remove_cvref_t<decltype(v)>>)
        return *v;
      else
        return (v);
    };
    if constexpr (is_optional<A>)
      if (!a) return std::nullopt;
    if constexpr (is_optional<B>)
      if (!b) return as_optional_t<A>(a);
    if (detail::equal(held(a), held(b))) return std::nullopt;
    return as_optional_t<A>(a);
  }
};

}  // namespace millstream::expr
