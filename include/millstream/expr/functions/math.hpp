// SPDX-License-Identifier: Apache-2.0
//
// Functions of real numbers, under Spark's names: powers, logarithms, angles. Each takes any number and
// gives a double; NaN and the infinities go through as in IEEE 754, a logarithm of what has none is
// null. Rounding is in round.hpp, arithmetic in arithmetic.hpp, bits in bits.hpp.
#pragma once

#include <cmath>
#include <numbers>

#include <millstream/expr/functions/arguments.hpp>

namespace millstream {

namespace expr::detail {

/// Java's and so Spark's power: where C says 1 of what is no number, it says NaN.
inline double power(double x, double y) {
  constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
  if (std::isnan(y)) return nan;
  if (std::isinf(y) && std::fabs(x) == 1.0) return nan;
  return std::pow(x, y);
}

}  // namespace expr::detail

// A tag in expr and the user's word for it: `value` is made of the double `x`.
#define MILLSTREAM_REAL_FUNCTION(word, tag, type, value)  \
  namespace expr {                                        \
  struct tag {                                            \
    static constexpr std::string_view name = #word;       \
    template <class A>                                    \
    using problem = all_problem<takes::number, #word, A>; \
    template <class>                                      \
    using result = type;                                  \
    static type apply(auto a) {                           \
      auto const x = static_cast<double>(a);              \
      return value;                                       \
    }                                                     \
  };                                                      \
  }                                                       \
  template <expr::expression E>                           \
  constexpr auto word(E const& number) {                  \
    return expr::make_call<expr::tag>(number);            \
  }
#define MILLSTREAM_REAL_PAIR(word, tag, value)                                 \
  namespace expr {                                                             \
  struct tag {                                                                 \
    static constexpr std::string_view name = #word;                            \
    template <class A, class B>                                                \
    using problem = all_problem<takes::number, #word, A, B>;                   \
    template <class, class>                                                    \
    using result = double;                                                     \
    static double apply(auto a, auto b) {                                      \
      auto const x = static_cast<double>(a);                                   \
      auto const y = static_cast<double>(b);                                   \
      return value;                                                            \
    }                                                                          \
  };                                                                           \
  }                                                                            \
  template <class A, class B>                                                  \
    requires expr::operands<A, B>                                              \
  constexpr auto word(A&& a, B&& b) {                                          \
    return expr::make_call<expr::tag>(std::forward<A>(a), std::forward<B>(b)); \
  }

// ---- powers ----

/// The square root; NaN of a negative number.
MILLSTREAM_REAL_FUNCTION(sqrt, square_root, double, std::sqrt(x))
/// The cube root.
MILLSTREAM_REAL_FUNCTION(cbrt, cube_root, double, std::cbrt(x))
/// e to the power of `number`.
MILLSTREAM_REAL_FUNCTION(exp, exponential, double, std::exp(x))
/// e to the power of `number`, less 1; exact near zero.
MILLSTREAM_REAL_FUNCTION(expm1, exponential_less_one, double, std::expm1(x))
/// `a` to the power of `b`. **Source** Java's `Math.pow`: 1 to the power of NaN is NaN.
MILLSTREAM_REAL_PAIR(pow, power_of, expr::detail::power(x, y))
/// `ms::pow` under its other name.
template <class A, class B>
  requires expr::operands<A, B>
constexpr auto power(A&& a, B&& b) {
  return pow(std::forward<A>(a), std::forward<B>(b));
}
/// The root of the sum of both squares.
MILLSTREAM_REAL_PAIR(hypot, hypotenuse, std::hypot(x, y))

// ---- logarithms ----

/// The natural logarithm. **Shape** a nullable double: null where `number <= 0`.
MILLSTREAM_REAL_FUNCTION(ln, natural_logarithm, std::optional<double>,
                         x <= 0 ? std::nullopt : std::optional(std::log(x)))
/// The logarithm to base 2. **Shape** a nullable double: null where `number <= 0`.
MILLSTREAM_REAL_FUNCTION(log2, binary_logarithm, std::optional<double>,
                         x <= 0 ? std::nullopt : std::optional(std::log2(x)))
/// The logarithm to base 10. **Shape** a nullable double: null where `number <= 0`.
MILLSTREAM_REAL_FUNCTION(log10, decimal_logarithm, std::optional<double>,
                         x <= 0 ? std::nullopt : std::optional(std::log10(x)))
/// The natural logarithm of `number + 1`. **Shape** a nullable double: null where `number <= -1`.
MILLSTREAM_REAL_FUNCTION(log1p, logarithm_plus_one, std::optional<double>,
                         x <= -1 ? std::nullopt : std::optional(std::log1p(x)))

namespace expr {
struct logarithm_to_base {
  static constexpr std::string_view name = "log";
  template <class A, class B>
  using problem = all_problem<takes::number, "log", A, B>;
  template <class, class>
  using result = std::optional<double>;
  static std::optional<double> apply(auto base, auto number) {
    auto const b = static_cast<double>(base);
    auto const x = static_cast<double>(number);
    if (b <= 0 || x <= 0) return std::nullopt;
    return std::log(x) / std::log(b);
  }
};
}  // namespace expr
/// The logarithm of `number` to `base`. **Shape** a nullable double: null where one is not positive.
template <class Base, class Number>
  requires expr::operands<Base, Number>
constexpr auto log(Base&& base, Number&& number) {
  return expr::make_call<expr::logarithm_to_base>(std::forward<Base>(base),
                                                  std::forward<Number>(number));
}
/// The natural logarithm: `ms::ln`.
template <expr::expression E>
constexpr auto log(E const& number) {
  return ln(number);
}

// ---- angles, in radians ----

/// The sine.
MILLSTREAM_REAL_FUNCTION(sin, sine, double, std::sin(x))
/// The cosine.
MILLSTREAM_REAL_FUNCTION(cos, cosine, double, std::cos(x))
/// The tangent.
MILLSTREAM_REAL_FUNCTION(tan, tangent, double, std::tan(x))
/// The cotangent.
MILLSTREAM_REAL_FUNCTION(cot, cotangent, double, 1.0 / std::tan(x))
/// The secant.
MILLSTREAM_REAL_FUNCTION(sec, secant, double, 1.0 / std::cos(x))
/// The cosecant.
MILLSTREAM_REAL_FUNCTION(csc, cosecant, double, 1.0 / std::sin(x))
/// The angle whose sine this is; NaN outside of [-1, 1].
MILLSTREAM_REAL_FUNCTION(asin, arc_sine, double, std::asin(x))
/// The angle whose cosine this is; NaN outside of [-1, 1].
MILLSTREAM_REAL_FUNCTION(acos, arc_cosine, double, std::acos(x))
/// The angle whose tangent this is.
MILLSTREAM_REAL_FUNCTION(atan, arc_tangent, double, std::atan(x))
/// The angle of the point (x = `b`, y = `a`).
MILLSTREAM_REAL_PAIR(atan2, angle_of_point, std::atan2(x + 0.0, y + 0.0))
/// The hyperbolic sine.
MILLSTREAM_REAL_FUNCTION(sinh, hyperbolic_sine, double, std::sinh(x))
/// The hyperbolic cosine.
MILLSTREAM_REAL_FUNCTION(cosh, hyperbolic_cosine, double, std::cosh(x))
/// The hyperbolic tangent.
MILLSTREAM_REAL_FUNCTION(tanh, hyperbolic_tangent, double, std::tanh(x))
/// The inverse of the hyperbolic sine.
MILLSTREAM_REAL_FUNCTION(asinh, inverse_hyperbolic_sine, double, std::asinh(x))
/// The inverse of the hyperbolic cosine; NaN below 1.
MILLSTREAM_REAL_FUNCTION(acosh, inverse_hyperbolic_cosine, double, std::acosh(x))
/// The inverse of the hyperbolic tangent; NaN outside of [-1, 1].
MILLSTREAM_REAL_FUNCTION(atanh, inverse_hyperbolic_tangent, double, std::atanh(x))
/// Radians as degrees.
MILLSTREAM_REAL_FUNCTION(degrees, radians_to_degrees, double, x * (180.0 / std::numbers::pi))
/// Degrees as radians.
MILLSTREAM_REAL_FUNCTION(radians, degrees_to_radians, double, x*(std::numbers::pi / 180.0))

#undef MILLSTREAM_REAL_FUNCTION
#undef MILLSTREAM_REAL_PAIR

/// Euler's number.
constexpr auto e() {
  return lit(std::numbers::e);
}
/// The circle's number.
constexpr auto pi() {
  return lit(std::numbers::pi);
}

}  // namespace millstream
