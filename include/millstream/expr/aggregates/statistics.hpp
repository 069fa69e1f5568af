// SPDX-License-Identifier: Apache-2.0
//
// Moments of numbers: variance, standard deviation, skewness, kurtosis, covariance, correlation; updated and
// merged as in Spark (Chan et al., "Updating formulae and a pairwise algorithm for computing sample
// variances"), so that no sum of squares loses its digits. Lanes merge in order: same result, any threads.
#pragma once

#include <cmath>

#include <millstream/expr/aggregates/choose.hpp>

namespace millstream::expr {

namespace detail {

/// Count, mean and the central moments up to `Order` (2 to 4).
template <int Order>
struct moments {
  double n = 0, mean = 0, m2 = 0, m3 = 0, m4 = 0;

  constexpr void step(auto v) {
    double const x = static_cast<double>(v);
    n += 1;
    double const delta = x - mean;
    double const part = delta / n;
    mean += part;
    m2 += delta * (delta - part);
    if constexpr (Order >= 3) m3 += -3 * part * m2 + delta * (delta * delta - part * part);
    if constexpr (Order >= 4)
      m4 += -4 * part * m3 - 6 * part * part * m2 +
            delta * (delta * delta * delta - part * part * part);
  }
  constexpr void merge(moments const& b) {
    double const total = n + b.n;
    double const delta = b.mean - mean;
    double const part = total == 0 ? 0 : delta / total;
    if constexpr (Order >= 4)
      m4 += b.m4 + part * part * part * delta * n * b.n * (n * n - n * b.n + b.n * b.n) +
            6 * part * part * (n * n * b.m2 + b.n * b.n * m2) + 4 * part * (n * b.m3 - b.n * m3);
    if constexpr (Order >= 3)
      m3 += b.m3 + part * part * delta * n * b.n * (n - b.n) + 3 * part * (n * b.m2 - b.n * m2);
    m2 += b.m2 + delta * part * n * b.n;
    mean += part * b.n;
    n = total;
  }
  constexpr void each_field(auto&& f) {
    f("n", n);
    f("mean", mean);
    f("m2", m2);
    if constexpr (Order >= 3) f("m3", m3);
    if constexpr (Order >= 4) f("m4", m4);
  }
};

/// An aggregate of one number over its moments; `Finish` gives the result, null where it has no meaning.
template <fixed_string Name, int Order, class Finish>
struct moment_aggregate {
  static constexpr auto default_name = Name;
  static constexpr std::string_view name = Name.view();
  template <class T>
  using problem = number_problem<Name, T>;
  template <class>
  using result = std::optional<double>;
  template <class>
  struct state : moments<Order> {
    constexpr void merge(state const& later) { moments<Order>::merge(later); }
    std::optional<double> finish() const {
      if (this->n == 0) return std::nullopt;
      return Finish{}(static_cast<moments<Order> const&>(*this));
    }
  };
};

struct population_variance {
  std::optional<double> operator()(auto const& m) const { return m.m2 / m.n; }
};
struct sample_variance {
  std::optional<double> operator()(auto const& m) const {
    if (m.n == 1) return std::nullopt;
    return m.m2 / (m.n - 1);
  }
};
template <class Variance>
struct deviation {
  std::optional<double> operator()(auto const& m) const {
    auto const v = Variance{}(m);
    return v ? std::optional(std::sqrt(*v)) : std::nullopt;
  }
};
struct skew {
  std::optional<double> operator()(auto const& m) const {
    if (m.m2 == 0) return std::nullopt;
    return std::sqrt(m.n) * m.m3 / std::sqrt(m.m2 * m.m2 * m.m2);
  }
};
struct excess_kurtosis {
  std::optional<double> operator()(auto const& m) const {
    if (m.m2 == 0) return std::nullopt;
    return m.n * m.m4 / (m.m2 * m.m2) - 3.0;
  }
};

struct co_moments {
  double n = 0, x_mean = 0, y_mean = 0, both = 0, x_m2 = 0, y_m2 = 0;

  constexpr void take(double x, double y) {
    n += 1;
    double const dx = x - x_mean;
    double const dy = y - y_mean;
    x_mean += dx / n;
    y_mean += dy / n;
    both += dx * (y - y_mean);
    x_m2 += dx * (x - x_mean);
    y_m2 += dy * (y - y_mean);
  }
  constexpr void merge(co_moments const& b) {
    double const total = n + b.n;
    double const dx = b.x_mean - x_mean;
    double const dy = b.y_mean - y_mean;
    double const x_part = total == 0 ? 0 : dx / total;
    double const y_part = total == 0 ? 0 : dy / total;
    both += b.both + dx * y_part * n * b.n;
    x_m2 += b.x_m2 + dx * x_part * n * b.n;
    y_m2 += b.y_m2 + dy * y_part * n * b.n;
    x_mean += x_part * b.n;
    y_mean += y_part * b.n;
    n = total;
  }
  constexpr void each_field(auto&& f) {
    f("n", n);
    f("x_mean", x_mean);
    f("y_mean", y_mean);
    f("both", both);
    f("x_m2", x_m2);
    f("y_m2", y_m2);
  }
};

/// An aggregate of pairs of numbers; a pair with a null is skipped.
template <fixed_string Name, class Finish>
struct co_moment_aggregate {
  static constexpr auto default_name = Name;
  static constexpr std::string_view name = Name.view();
  template <class T>
  using problem = diagnostic::first_problem<
      number_problem<Name, without_optional_t<std::tuple_element_t<0, T>>>,
      number_problem<Name, without_optional_t<std::tuple_element_t<1, T>>>>;
  template <class>
  using result = std::optional<double>;
  template <class T>
  struct state : co_moments {
    constexpr void step(without_optional_t<T> const& pair) {
      auto const& [x, y] = pair;
      if (has_value(x) && has_value(y))
        take(static_cast<double>(held_value(x)), static_cast<double>(held_value(y)));
    }
    constexpr void merge(state const& later) { co_moments::merge(later); }
    std::optional<double> finish() const {
      if (n == 0) return std::nullopt;
      return Finish{}(static_cast<co_moments const&>(*this));
    }
  };
};
struct population_covariance {
  std::optional<double> operator()(co_moments const& m) const { return m.both / m.n; }
};
struct sample_covariance {
  std::optional<double> operator()(co_moments const& m) const {
    if (m.n == 1) return std::nullopt;
    return m.both / (m.n - 1);
  }
};
struct pearson_correlation {
  std::optional<double> operator()(co_moments const& m) const {
    if (m.n == 1) return std::nullopt;
    if (m.x_m2 == 0 || m.y_m2 == 0) throw_division_by_zero();
    return m.both / std::sqrt(m.x_m2 * m.y_m2);
  }
};

}  // namespace detail

struct var_pop_of : detail::moment_aggregate<"var_pop", 2, detail::population_variance> {};
struct var_samp_of : detail::moment_aggregate<"var_samp", 2, detail::sample_variance> {};
struct stddev_pop_of
    : detail::moment_aggregate<"stddev_pop", 2, detail::deviation<detail::population_variance>> {};
struct stddev_samp_of
    : detail::moment_aggregate<"stddev_samp", 2, detail::deviation<detail::sample_variance>> {};
struct skewness_of : detail::moment_aggregate<"skewness", 3, detail::skew> {};
struct kurtosis_of : detail::moment_aggregate<"kurtosis", 4, detail::excess_kurtosis> {};
struct covar_pop_of : detail::co_moment_aggregate<"covar_pop", detail::population_covariance> {};
struct covar_samp_of : detail::co_moment_aggregate<"covar_samp", detail::sample_covariance> {};
struct corr_of : detail::co_moment_aggregate<"corr", detail::pearson_correlation> {};

}  // namespace millstream::expr

namespace millstream {

/// Variance of a sample, divided by n - 1. **Shape** double, null of fewer than two values.
template <expr::expression E>
constexpr auto var_samp(E const& e) {
  return expr::aggregate_call<expr::var_samp_of, E>(e);
}
/// `var_samp` in another spelling.
template <expr::expression E>
constexpr auto variance(E const& e) {
  return var_samp(e);
}
/// Variance of the whole, divided by n. **Shape** double, null of no value.
template <expr::expression E>
constexpr auto var_pop(E const& e) {
  return expr::aggregate_call<expr::var_pop_of, E>(e);
}
/// Square root of `var_samp`.
template <expr::expression E>
constexpr auto stddev_samp(E const& e) {
  return expr::aggregate_call<expr::stddev_samp_of, E>(e);
}
/// `stddev_samp` in another spelling.
template <expr::expression E>
constexpr auto stddev(E const& e) {
  return stddev_samp(e);
}
/// Square root of `var_pop`.
template <expr::expression E>
constexpr auto stddev_pop(E const& e) {
  return expr::aggregate_call<expr::stddev_pop_of, E>(e);
}
/// How far the values lean to one side. **Shape** double, null where all values are equal.
template <expr::expression E>
constexpr auto skewness(E const& e) {
  return expr::aggregate_call<expr::skewness_of, E>(e);
}
/// How heavy the tails are, 0 for a normal distribution. **Shape** double, null where all are equal.
template <expr::expression E>
constexpr auto kurtosis(E const& e) {
  return expr::aggregate_call<expr::kurtosis_of, E>(e);
}
/// Covariance of the whole. **Shape** double, null of no pair; pairs with a null are skipped.
template <expr::expression X, expr::expression Y>
constexpr auto covar_pop(X const& x, Y const& y) {
  return expr::make_aggregate<expr::covar_pop_of>(x, y);
}
/// Covariance of a sample. **Shape** double, null of fewer than two pairs.
template <expr::expression X, expr::expression Y>
constexpr auto covar_samp(X const& x, Y const& y) {
  return expr::make_aggregate<expr::covar_samp_of>(x, y);
}
/// Pearson's correlation. **Shape** double, null of fewer than two pairs. **Errors** errc::division_by_zero where
/// one side is constant, as in Spark's ANSI mode.
template <expr::expression X, expr::expression Y>
constexpr auto corr(X const& x, Y const& y) {
  return expr::make_aggregate<expr::corr_of>(x, y);
}

}  // namespace millstream
