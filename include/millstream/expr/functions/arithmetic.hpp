// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic that has a name and no operator, under Spark's names: absolute values, division of
// integers, and the `try_` forms, which give null where the operator's result would be an error.
#pragma once

#include <cmath>
#include <tuple>

#include <millstream/expr/functions/arguments.hpp>

namespace millstream {

namespace expr {

struct absolute {
  static constexpr std::string_view name = "abs";
  template <class A>
  using problem = all_problem<takes::number, "abs", A>;
  template <class A>
  using result = A;
  template <class A>
  static A apply(A a) {
    if constexpr (integer_column<A>) {
      if (a == std::numeric_limits<A>::min()) [[unlikely]]
        detail::throw_overflow("abs");
      return static_cast<A>(a < 0 ? -a : a);
    } else {
      return std::fabs(a);
    }
  }
};

struct sign_of {
  static constexpr std::string_view name = "sign";
  template <class A>
  using problem = all_problem<takes::number, "sign", A>;
  template <class>
  using result = double;
  static double apply(auto a) {
    if (a > 0) return 1.0;
    if (a < 0) return -1.0;
    return static_cast<double>(a);  // a zero, of either sign, or NaN
  }
};

struct identity_of_number {
  static constexpr std::string_view name = "positive";
  template <class A>
  using problem = all_problem<takes::number, "positive", A>;
  template <class A>
  using result = A;
  static auto apply(auto a) { return a; }
};

/// The remainder that has the sign of the divisor, for a positive divisor.
struct positive_modulus {
  static constexpr std::string_view name = "pmod";
  template <class A, class B>
  using problem = all_problem<takes::number, "pmod", A, B>;
  template <class A, class B>
  using result = detail::common_number_t<A, B>;
  template <class A, class B>
  static result<A, B> apply(A const& a, B const& b) {
    using type = result<A, B>;
    auto const rest = modulus::apply(a, b);
    if (!(rest < 0)) return rest;
    if constexpr (integer_column<type>) {
      // as in Java, int and bigint wrap around where the divisor is a large negative number
      using word = std::conditional_t<(sizeof(type) < 4), std::int32_t, type>;
      word sum;
      std::ignore = __builtin_add_overflow(word(rest), static_cast<word>(b), &sum);
      return static_cast<type>(modulus::apply(sum, static_cast<word>(b)));
    } else {
      return modulus::apply(static_cast<type>(rest + static_cast<type>(b)), b);
    }
  }
};

/// Division of integers, cut towards zero.
struct integral_division {
  static constexpr std::string_view name = "div";
  template <class A, class B>
  using problem = all_problem<takes::whole, "div", A, B>;
  template <class, class>
  using result = std::int64_t;
  static std::int64_t apply(std::int64_t a, std::int64_t b) {
    if (b == 0) [[unlikely]]
      detail::throw_division_by_zero();
    if (b == -1 && a == std::numeric_limits<std::int64_t>::min()) [[unlikely]]
      detail::throw_overflow("div");
    return a / b;
  }
};

struct factorial_of {
  static constexpr std::string_view name = "factorial";
  template <class A>
  using problem = all_problem<takes::whole, "factorial", A>;
  template <class>
  using result = std::optional<std::int64_t>;
  static std::optional<std::int64_t> apply(std::int64_t n) {
    if (n < 0 || n > 20) return std::nullopt;
    std::int64_t out = 1;
    for (std::int64_t i = 2; i <= n; ++i)
      out *= i;
    return out;
  }
};

/// Which of `buckets` equal ranges from `low` to `high` holds the value; 0 below, `buckets` + 1 above.
struct bucket_of_width {
  static constexpr std::string_view name = "width_bucket";
  template <class V, class L, class H, class N>
  using problem = diagnostic::first_problem<all_problem<takes::number, "width_bucket", V, L, H>,
                                            all_problem<takes::whole, "width_bucket", N>>;
  template <class, class, class, class>
  using result = std::optional<std::int64_t>;
  static std::optional<std::int64_t> apply(auto value, auto from, auto to, std::int64_t buckets) {
    auto const v = static_cast<double>(value);
    auto const low = static_cast<double>(from);
    auto const high = static_cast<double>(to);
    if (buckets <= 0 || buckets == std::numeric_limits<std::int64_t>::max() || std::isnan(v) ||
        low == high || !std::isfinite(low) || !std::isfinite(high))
      return std::nullopt;
    auto const n = static_cast<double>(buckets);
    if (low < high) {
      if (v < low) return 0;
      if (v >= high) return buckets + 1;
      return static_cast<std::int64_t>(n * (v - low) / (high - low)) + 1;
    }
    if (v > low) return 0;
    if (v <= high) return buckets + 1;
    return static_cast<std::int64_t>(n * (low - v) / (low - high)) + 1;
  }
};

namespace detail {

/// The types of an operator on times, of which `sum_of_times` and `difference_of_times` are two; none of numbers.
template <class A, class B>
inline constexpr bool no_times = false;
template <class A, class B>
struct number_tried {
  using type = std::conditional_t<integer_column<common_number_t<A, B>>,
                                  std::optional<common_number_t<A, B>>, common_number_t<A, B>>;
};
template <class Sum>
struct time_tried {
  using type = std::optional<typename Sum::type>;
};
/// A sum of times, null where it does not fit.
template <class Sum>
std::optional<typename Sum::type> fitting_time(auto const& a, auto const& b) {
  try {
    return Sum::of(a, b);
  } catch (error const& e) {
    if (e.code() != errc::arithmetic_overflow) throw;
    return std::nullopt;
  }
}

}  // namespace detail

// The operators again, null instead of an error.
#define MILLSTREAM_TRIED(tag, text, builtin, op, of_times, times)                                 \
  struct tag {                                                                                    \
    static constexpr std::string_view name = text;                                                \
    template <class A, class B>                                                                   \
    using problem =                                                                               \
        typename std::conditional_t<detail::of_times<A, B>, type_identity<diagnostic::none>,      \
                                    type_identity<all_problem<takes::number, text, A, B>>>::type; \
    template <class A, class B>                                                                   \
    using result = typename std::conditional_t<detail::of_times<A, B>,                            \
                                               detail::time_tried<detail::times<A, B>>,           \
                                               detail::number_tried<A, B>>::type;                 \
    template <class A, class B>                                                                   \
    static result<A, B> apply(A const& a, B const& b) {                                           \
      if constexpr (detail::of_times<A, B>) {                                                     \
        return detail::fitting_time<detail::times<A, B>>(a, b);                                   \
      } else {                                                                                    \
        using type = detail::common_number_t<A, B>;                                               \
        if constexpr (integer_column<type>) {                                                     \
          type out;                                                                               \
          if (builtin(static_cast<type>(a), static_cast<type>(b), &out)) return std::nullopt;     \
          return out;                                                                             \
        } else {                                                                                  \
          return static_cast<type>(a) op static_cast<type>(b);                                    \
        }                                                                                         \
      }                                                                                           \
    }                                                                                             \
  };
MILLSTREAM_TRIED(tried_plus, "try_add", __builtin_add_overflow, +, time_plus, sum_of_times)
MILLSTREAM_TRIED(tried_minus, "try_subtract", __builtin_sub_overflow, -, time_minus,
                 difference_of_times)
MILLSTREAM_TRIED(tried_multiplies, "try_multiply", __builtin_mul_overflow, *, no_times,
                 sum_of_times)
#undef MILLSTREAM_TRIED

struct tried_divides {
  static constexpr std::string_view name = "try_divide";
  template <class A, class B>
  using problem = all_problem<takes::number, "try_divide", A, B>;
  template <class, class>
  using result = std::optional<double>;
  static std::optional<double> apply(auto const& a, auto const& b) {
    if (b == 0) return std::nullopt;
    return divides::apply(a, b);
  }
};

struct tried_modulus {
  static constexpr std::string_view name = "try_mod";
  template <class A, class B>
  using problem = all_problem<takes::number, "try_mod", A, B>;
  template <class A, class B>
  using result = std::optional<detail::common_number_t<A, B>>;
  template <class A, class B>
  static result<A, B> apply(A const& a, B const& b) {
    if (b == 0) return std::nullopt;
    return modulus::apply(a, b);
  }
};

}  // namespace expr

/// The absolute value. **Shape** the type stays. **Errors** errc::arithmetic_overflow for the least
/// integer of a type.
template <expr::expression E>
constexpr auto abs(E const& number) {
  return expr::make_call<expr::absolute>(number);
}
/// -1, 0 or 1 as a double; NaN of NaN.
template <expr::expression E>
constexpr auto sign(E const& number) {
  return expr::make_call<expr::sign_of>(number);
}
/// `ms::sign` under its other name.
template <expr::expression E>
constexpr auto signum(E const& number) {
  return sign(number);
}
/// `-number`. **Errors** errc::arithmetic_overflow for the least integer of a type.
template <expr::expression E>
constexpr auto negative(E const& number) {
  return -number;
}
/// The number itself.
template <expr::expression E>
constexpr auto positive(E const& number) {
  return expr::make_call<expr::identity_of_number>(number);
}
/// `a % b`. **Errors** errc::division_by_zero.
template <class A, class B>
  requires expr::operands<A, B>
constexpr auto mod(A&& a, B&& b) {
  return std::forward<A>(a) % std::forward<B>(b);
}
/// The remainder of a division that is not negative for a positive divisor: `pmod(-7, 3)` is 2.
/// **Errors** errc::division_by_zero.
template <class A, class B>
  requires expr::operands<A, B>
constexpr auto pmod(A&& a, B&& b) {
  return expr::make_call<expr::positive_modulus>(std::forward<A>(a), std::forward<B>(b));
}
/// Division of integers, cut towards zero. **Shape** bigint. **Errors** errc::division_by_zero,
/// errc::arithmetic_overflow.
template <class A, class B>
  requires expr::operands<A, B>
constexpr auto div(A&& a, B&& b) {
  return expr::make_call<expr::integral_division>(std::forward<A>(a), std::forward<B>(b));
}
/// The product of 1 to `n`. **Shape** a nullable bigint: null outside of 0 to 20.
template <expr::expression E>
constexpr auto factorial(E const& n) {
  return expr::make_call<expr::factorial_of>(n);
}
/// The number of the bucket, from 1, where `low` to `high` is cut into `buckets` of one width; 0 below and
/// `buckets` + 1 above. **Shape** a nullable bigint: null where there are no such buckets.
template <expr::value_or_expression V, expr::value_or_expression L, expr::value_or_expression H,
          expr::value_or_expression N>
constexpr auto width_bucket(V&& value, L&& low, H&& high, N&& buckets) {
  return expr::make_call<expr::bucket_of_width>(std::forward<V>(value), std::forward<L>(low),
                                                std::forward<H>(high), std::forward<N>(buckets));
}
/// `a + b`, null where it does not fit: of numbers, and of times and spans of time. (Spark lets a date run over.)
template <class A, class B>
  requires expr::operands<A, B>
constexpr auto try_add(A&& a, B&& b) {
  return expr::make_call<expr::tried_plus>(std::forward<A>(a), std::forward<B>(b));
}
/// `a - b`, null where it does not fit: of numbers, and of times and spans of time.
template <class A, class B>
  requires expr::operands<A, B>
constexpr auto try_subtract(A&& a, B&& b) {
  return expr::make_call<expr::tried_minus>(std::forward<A>(a), std::forward<B>(b));
}
/// `a * b`, null where it does not fit.
template <class A, class B>
  requires expr::operands<A, B>
constexpr auto try_multiply(A&& a, B&& b) {
  return expr::make_call<expr::tried_multiplies>(std::forward<A>(a), std::forward<B>(b));
}
/// `a / b`, null where `b` is 0.
template <class A, class B>
  requires expr::operands<A, B>
constexpr auto try_divide(A&& a, B&& b) {
  return expr::make_call<expr::tried_divides>(std::forward<A>(a), std::forward<B>(b));
}
/// `a % b`, null where `b` is 0.
template <class A, class B>
  requires expr::operands<A, B>
constexpr auto try_mod(A&& a, B&& b) {
  return expr::make_call<expr::tried_modulus>(std::forward<A>(a), std::forward<B>(b));
}

}  // namespace millstream
