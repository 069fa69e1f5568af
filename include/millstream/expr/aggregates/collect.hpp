// SPDX-License-Identifier: Apache-2.0
//
// Aggregates whose state grows with the group: collect_list and collect_set. Nulls are left out. A list is in
// the order of rows, a set in ascending order.
#pragma once

#include <algorithm>

#include <millstream/expr/words.hpp>

namespace millstream::expr {

struct list_of_values {
  static constexpr auto default_name = fixed_string("collect_list");
  static constexpr std::string_view name = "collect_list";
  template <class>
  using problem = diagnostic::none;
  template <class T>
  using result = std::vector<owned_of<without_optional_t<T>>>;
  template <class T>
  struct state {
    result<T> values;
    constexpr void step(auto const& v) { values.emplace_back(v); }
    constexpr void merge(state const& later) {
      values.insert(values.end(), later.values.begin(), later.values.end());
    }
    constexpr void each_field(auto&& f) { f("values", values); }
    constexpr result<T> finish() const { return values; }
  };
};

struct set_of_values {
  static constexpr auto default_name = fixed_string("collect_set");
  static constexpr std::string_view name = "collect_set";
  template <class T>
  using problem = detail::ordered_problem<"collect_set", T>;
  template <class T>
  using result = std::vector<owned_of<without_optional_t<T>>>;
  template <class T>
  struct state {
    result<T> values;  ///< ascending, no two equal
    constexpr void step(auto const& v) {
      auto const at = std::lower_bound(
          values.begin(), values.end(), v,
          [](auto const& a, auto const& b) { return detail::compare(as_view(a), b) < 0; });
      if (at == values.end() || detail::compare(as_view(*at), v) != 0) values.emplace(at, v);
    }
    constexpr void merge(state const& later) {
      for (auto const& v : later.values)
        step(as_view(v));
    }
    constexpr void each_field(auto&& f) { f("values", values); }
    constexpr result<T> finish() const { return values; }
  };
};

}  // namespace millstream::expr

namespace millstream {

/// All values that are not null, in the order of rows. **Shape** array, empty where there is none.
/// **State** every value of the group.
template <expr::expression E>
constexpr auto collect_list(E const& e) {
  return expr::aggregate_call<expr::list_of_values, E>(e);
}
/// The different values that are not null, ascending. **Shape** array, empty where there is none.
/// **Requires** scalars (MS005). **State** every different value of the group; **Cost** a binary search a row,
/// a new value moves those above it.
template <expr::expression E>
constexpr auto collect_set(E const& e) {
  return expr::aggregate_call<expr::set_of_values, E>(e);
}

}  // namespace millstream
