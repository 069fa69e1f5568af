// SPDX-License-Identifier: Apache-2.0
//
// Aggregates of booleans and of bits: count_if, every, some, bit_and, bit_or, bit_xor; and sums and means that
// give null instead of an overflow.
#pragma once

#include <millstream/expr/words.hpp>

namespace millstream::expr {

namespace detail {

template <fixed_string Name, class T>
using boolean_argument = std::conditional_t<
    std::is_same_v<T, bool>, diagnostic::none,
    diagnostic::argument_of_other_type<diagnostic::in<Name>, diagnostic::wanted<"a boolean">,
                                       diagnostic::type_is<T>>>;
template <fixed_string Name, class T>
using integer_argument = std::conditional_t<
    integer_column<T>, diagnostic::none,
    diagnostic::argument_of_other_type<diagnostic::in<Name>, diagnostic::wanted<"a whole number">,
                                       diagnostic::type_is<T>>>;

/// Values brought together by an operation that may take them in any order.
template <class T, class Fold>
struct folded {
  using value_type = without_optional_t<T>;
  value_type value = Fold::template start<value_type>;
  bool any = false;
  constexpr void step(value_type v) {
    value = Fold::of(value, v);
    any = true;
  }
  constexpr void merge(folded const& later) {
    value = Fold::of(value, later.value);
    any = any || later.any;
  }
  constexpr void each_field(auto&& f) {
    f("value", value);
    f("any", any);
  }
  constexpr nullable_like<T, value_type> finish() const {
    if constexpr (is_optional<T>)
      if (!any) return std::nullopt;
    return value;
  }
};
struct fold_and {
  template <class T>
  static constexpr T start = static_cast<T>(-1);
  template <class T>
  static constexpr T of(T a, T b) {
    return static_cast<T>(a & b);
  }
};
struct fold_or {
  template <class T>
  static constexpr T start = T(0);
  template <class T>
  static constexpr T of(T a, T b) {
    return static_cast<T>(a | b);
  }
};
struct fold_xor {
  template <class T>
  static constexpr T start = T(0);
  template <class T>
  static constexpr T of(T a, T b) {
    return static_cast<T>(a ^ b);
  }
};

template <fixed_string Name, class Fold, template <fixed_string, class> class Argument>
struct fold_aggregate {
  static constexpr auto default_name = Name;
  static constexpr std::string_view name = Name.view();
  template <class T>
  using problem = Argument<Name, T>;
  template <class T>
  using result = nullable_like<T, without_optional_t<T>>;
  template <class T>
  using state = folded<T, Fold>;
};

}  // namespace detail

struct every_of : detail::fold_aggregate<"bool_and", detail::fold_and, detail::boolean_argument> {};
struct some_of : detail::fold_aggregate<"bool_or", detail::fold_or, detail::boolean_argument> {};
struct bit_and_of : detail::fold_aggregate<"bit_and", detail::fold_and, detail::integer_argument> {
};
struct bit_or_of : detail::fold_aggregate<"bit_or", detail::fold_or, detail::integer_argument> {};
struct bit_xor_of : detail::fold_aggregate<"bit_xor", detail::fold_xor, detail::integer_argument> {
};

/// Rows for which a condition is true.
struct count_true {
  static constexpr auto default_name = fixed_string("count_if");
  static constexpr std::string_view name = "count_if";
  template <class T>
  using problem = detail::boolean_argument<"count_if", T>;
  template <class>
  using result = std::int64_t;
  template <class>
  struct state {
    static constexpr bool merges_exactly = true;
    std::int64_t count = 0;
    constexpr void step(bool v) { count += v; }
    constexpr void merge(state const& later) { count += later.count; }
    constexpr void each_field(auto&& f) { f("count", count); }
    constexpr std::int64_t finish() const { return count; }
  };
};

/// A sum that is null where it does not fit.
struct try_sum_of {
  static constexpr auto default_name = fixed_string("try_sum");
  static constexpr std::string_view name = "try_sum";
  template <class T>
  using problem = detail::number_problem<"try_sum", T>;
  template <class T>
  using result = as_optional_t<sum_of::result<T>>;
  template <class T>
  struct state : sum_of::state<T> {
    constexpr void merge(state const& later) { sum_of::state<T>::merge(later); }
    constexpr result<T> finish() const {
      if constexpr (integer_column<without_optional_t<T>>)
        if (static_cast<std::int64_t>(this->total) != this->total) return std::nullopt;
      return sum_of::state<T>::finish();
    }
  };
};

}  // namespace millstream::expr

namespace millstream {

/// Number of rows for which the condition is true. **Requires** a boolean (MS055).
template <expr::expression E>
constexpr auto count_if(E const& e) {
  return expr::aggregate_call<expr::count_true, E>(e);
}
/// Are all values that are not null true?
template <expr::expression E>
constexpr auto bool_and(E const& e) {
  return expr::aggregate_call<expr::every_of, E>(e);
}
/// `bool_and` in another spelling.
template <expr::expression E>
constexpr auto every(E const& e) {
  return bool_and(e);
}
/// Is a value true?
template <expr::expression E>
constexpr auto bool_or(E const& e) {
  return expr::aggregate_call<expr::some_of, E>(e);
}
/// `bool_or` in another spelling.
template <expr::expression E>
constexpr auto some(E const& e) {
  return bool_or(e);
}
/// `bool_or` in another spelling.
template <expr::expression E>
constexpr auto any(E const& e) {
  return bool_or(e);
}
/// The bits that all values have. **Requires** a whole number (MS055).
template <expr::expression E>
constexpr auto bit_and(E const& e) {
  return expr::aggregate_call<expr::bit_and_of, E>(e);
}
/// The bits that a value has.
template <expr::expression E>
constexpr auto bit_or(E const& e) {
  return expr::aggregate_call<expr::bit_or_of, E>(e);
}
/// The bits that an odd number of values have.
template <expr::expression E>
constexpr auto bit_xor(E const& e) {
  return expr::aggregate_call<expr::bit_xor_of, E>(e);
}
/// `sum`, but null where the total does not fit its type.
template <expr::expression E>
constexpr auto try_sum(E const& e) {
  return expr::aggregate_call<expr::try_sum_of, E>(e);
}

}  // namespace millstream
