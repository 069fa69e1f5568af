// SPDX-License-Identifier: Apache-2.0
//
// The aggregate functions: how a group's state begins, takes a value, merges with the state of later
// rows and gives its result. A state is plain data with named fields, so that it can be written to a
// snapshot column by column. Integer sums accumulate in 128 bits and overflow is judged on the
// finished value, so that a result does not depend on how rows were spread over lanes.
#pragma once

#include <millstream/expr/functions.hpp>

namespace millstream {

__extension__ using int128 = __int128;

}  // namespace millstream

namespace millstream::expr {

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
template <fixed_string Name, class T>
using number_problem = std::conditional_t<
    numeric_column<T>, diagnostic::none,
    diagnostic::aggregate_of_non_number<diagnostic::in<Name>, diagnostic::type_is<T>>>;
}  // namespace detail

/// Integers give a bigint, floats a double; overflow is errc::arithmetic_overflow.
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
};

struct avg_of {
  static constexpr auto default_name = fixed_string("avg");
  static constexpr std::string_view name = "avg";
  template <class T>
  using problem = detail::number_problem<"avg", T>;
  template <class T>
  using result = detail::nullable_like<T, double>;
  template <class T>
  struct state {
    using value_type = without_optional_t<T>;
    using total_type = std::conditional_t<integer_column<value_type>, int128, double>;
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
