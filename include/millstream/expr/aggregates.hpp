// SPDX-License-Identifier: Apache-2.0
//
// The aggregate functions: how a group's state begins, takes a value, merges with the state of later
// rows and gives its result. A state is plain data with named fields, so that it can be written to a
// snapshot column by column. Integer sums accumulate in 128 bits and overflow is judged on the
// finished value, so that a result does not depend on how rows were spread over lanes.
#pragma once

#include <millstream/expr/functions.hpp>

namespace millstream::expr {

/// Says a state that it does not matter in which parts and in which order rows come to it, to the last bit?
template <class State>
inline constexpr bool merges_exactly = requires { requires State::merges_exactly; };

/// An aggregate for which a null is a value too.
template <class F>
inline constexpr bool takes_null = requires { requires F::takes_null; };

namespace detail {
/// What an aggregate of a column gives when it skips nulls: null if every value was.
template <class T, class R>
using nullable_like = std::conditional_t<is_optional<T>, std::optional<R>, R>;
}  // namespace detail

/// Rows, or values that are not null.
struct count_rows {
  static constexpr auto default_name = fixed_string("count");
  static constexpr std::string_view name = "count";
  template <class>
  using problem = diagnostic::none;
  template <class>
  using result = std::int64_t;
  template <class>
  struct state {
    static constexpr bool merges_exactly = true;
    std::int64_t count = 0;
    constexpr void step(auto const&) { ++count; }
    constexpr void merge(state const& later) { count += later.count; }
    constexpr void each_field(auto&& f) { f("count", count); }
    constexpr std::int64_t finish() const { return count; }
  };
};

namespace detail {
template <class T>
struct sum_result {
  using type = std::conditional_t<integer_column<T>, std::int64_t, double>;
};
template <decimal_column T>
struct sum_result<T> {
  using type = decimal_sum_result<T>;
};
template <class T>
struct avg_result {
  using type = double;
};
template <decimal_column T>
struct avg_result<T> {
  using type = decimal_avg_result<T>;
};
template <fixed_string Name, class T>
using number_problem = std::conditional_t<
    number_column<T>, diagnostic::none,
    diagnostic::aggregate_of_non_number<diagnostic::in<Name>, diagnostic::type_is<T>>>;
}  // namespace detail

/// Integers give a bigint, floats a double, a decimal(p,s) a decimal(p+10,s); overflow is
/// errc::arithmetic_overflow.
struct sum_of {
  static constexpr auto default_name = fixed_string("sum");
  static constexpr std::string_view name = "sum";
  template <class T>
  using problem = detail::number_problem<"sum", T>;
  template <class T>
  using plain = typename detail::sum_result<without_optional_t<T>>::type;
  template <class T>
  using result = detail::nullable_like<T, plain<T>>;
  template <class T>
  struct state {
    using value_type = without_optional_t<T>;
    using total_type = std::conditional_t<integer_column<value_type>, int128, double>;
    static constexpr bool merges_exactly = integer_column<value_type>;
    total_type total = 0;
    std::int64_t values = 0;
    constexpr void step(value_type v) {
      total += v;
      if constexpr (is_optional<T>) ++values;
    }
    constexpr void merge(state const& later) {
      total += later.total;
      values += later.values;
    }
    constexpr void each_field(auto&& f) {
      f("total", total);
      if constexpr (is_optional<T>) f("values", values);
    }
    constexpr result<T> finish() const {
      if constexpr (is_optional<T>)
        if (values == 0) return std::nullopt;
      if constexpr (integer_column<value_type>) {
        auto const fits = static_cast<std::int64_t>(total);
        if (fits != total) [[unlikely]]
          detail::throw_overflow("sum");
        return fits;
      } else {
        return total;
      }
    }
  };
  template <class T>
    requires decimal_column<without_optional_t<T>>
  struct state<T> {
    using value_type = without_optional_t<T>;
    static constexpr bool merges_exactly = true;
    detail::decimal_total sum;
    std::int64_t values = 0;
    constexpr void step(value_type v) {
      sum.add(v.unscaled());
      if constexpr (is_optional<T>) ++values;
    }
    constexpr void merge(state const& later) {
      sum.merge(later.sum);
      values += later.values;
    }
    constexpr void each_field(auto&& f) {
      f("total", sum.total);
      f("carry", sum.carry);
      if constexpr (is_optional<T>) f("values", values);
    }
    constexpr result<T> finish() const {
      if constexpr (is_optional<T>)
        if (values == 0) return std::nullopt;
      if (!sum.fits(plain<T>::precision)) [[unlikely]]
        detail::throw_overflow("sum");
      return plain<T>::unchecked(sum.total);
    }
  };
};

/// A double; of a decimal(p,s) a decimal(p+4,s+4), rounded HALF_UP.
struct avg_of {
  static constexpr auto default_name = fixed_string("avg");
  static constexpr std::string_view name = "avg";
  template <class T>
  using problem = detail::number_problem<"avg", T>;
  template <class T>
  using plain = typename detail::avg_result<without_optional_t<T>>::type;
  template <class T>
  using result = detail::nullable_like<T, plain<T>>;
  template <class T>
  struct state {
    using value_type = without_optional_t<T>;
    using total_type = std::conditional_t<integer_column<value_type>, int128, double>;
    static constexpr bool merges_exactly = integer_column<value_type>;
    total_type total = 0;
    std::int64_t values = 0;
    constexpr void step(value_type v) {
      total += v;
      ++values;
    }
    constexpr void merge(state const& later) {
      total += later.total;
      values += later.values;
    }
    constexpr void each_field(auto&& f) {
      f("total", total);
      f("values", values);
    }
    constexpr result<T> finish() const {
      if constexpr (is_optional<T>)
        if (values == 0) return std::nullopt;
      return static_cast<double>(total) / static_cast<double>(values);
    }
  };
  template <class T>
    requires decimal_column<without_optional_t<T>>
  struct state<T> {
    using value_type = without_optional_t<T>;
    static constexpr bool merges_exactly = true;
    detail::decimal_total sum;
    std::int64_t values = 0;
    constexpr void step(value_type v) {
      sum.add(v.unscaled());
      ++values;
    }
    constexpr void merge(state const& later) {
      sum.merge(later.sum);
      values += later.values;
    }
    constexpr void each_field(auto&& f) {
      f("total", sum.total);
      f("carry", sum.carry);
      f("values", values);
    }
    constexpr result<T> finish() const {
      if constexpr (is_optional<T>)
        if (values == 0) return std::nullopt;
      auto const mean =
          sum.fits(decimal_sum_digits<T>)
              ? millstream::detail::divide_decimals(
                    millstream::detail::exactly(sum.total, value_type::scale),
                    millstream::detail::exactly(values, 0), plain<T>::precision, plain<T>::scale)
              : std::nullopt;
      if (!mean) [[unlikely]]
        detail::throw_overflow("avg");
      return plain<T>::unchecked(*mean);
    }
  };
  template <class T>
  static constexpr int decimal_sum_digits =
      detail::decimal_sum_result<without_optional_t<T>>::precision;
};

namespace detail {
template <fixed_string Name, class T>
using ordered_problem = std::conditional_t<
    scalar_column<T>, diagnostic::none,
    diagnostic::aggregate_of_non_number<diagnostic::in<Name>, diagnostic::type_is<T>>>;

/// The value that `Wins` keeps; the first of equal ones.
template <class T, class Wins>
struct extreme_state {
  using value_type = without_optional_t<T>;
  static constexpr bool merges_exactly = !std::is_floating_point_v<value_type>;  // 0.0 and -0.0
  owned_of<value_type> best{};
  bool any = false;
  constexpr void step(value_type const& v) {
    if (!any || Wins{}(v, as_view(best))) best = owned_of<value_type>(v), any = true;
  }
  constexpr void merge(extreme_state const& later) {
    if (later.any) step(as_view(later.best));
  }
  constexpr void each_field(auto&& f) {
    f("best", best);
    f("any", any);
  }
  constexpr nullable_like<T, value_type> finish() const {
    if constexpr (is_optional<T>)
      if (!any) return std::nullopt;
    return as_view(best);
  }
};
struct smaller {
  constexpr bool operator()(auto const& a, auto const& b) const { return compare(a, b) < 0; }
};
struct larger {
  constexpr bool operator()(auto const& a, auto const& b) const { return compare(a, b) > 0; }
};
}  // namespace detail

struct min_of {
  static constexpr auto default_name = fixed_string("min");
  static constexpr std::string_view name = "min";
  template <class T>
  using problem = detail::ordered_problem<"min", T>;
  template <class T>
  using result = detail::nullable_like<T, without_optional_t<T>>;
  template <class T>
  using state = detail::extreme_state<T, detail::smaller>;
};
struct max_of {
  static constexpr auto default_name = fixed_string("max");
  static constexpr std::string_view name = "max";
  template <class T>
  using problem = detail::ordered_problem<"max", T>;
  template <class T>
  using result = detail::nullable_like<T, without_optional_t<T>>;
  template <class T>
  using state = detail::extreme_state<T, detail::larger>;
};

}  // namespace millstream::expr
