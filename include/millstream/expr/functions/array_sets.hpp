// SPDX-License-Identifier: Apache-2.0
//
// Arrays as sets, under Spark's names: what is equal is there once, in the order in which it was met first.
// Null equals null, NaN equals NaN, -0.0 equals 0.0.
#pragma once

#include <millstream/expr/functions/array.hpp>

namespace millstream {

namespace expr {

namespace detail {

/// The elements met so far. **Cost** log n comparisons an element.
template <class View>
class met_elements {
 public:
  /// Takes one in; false if it was there.
  template <class E>
  bool insert(E const& element) {
    if (!has_value(element)) return !std::exchange(null_, true);
    auto const v = value_of_element(element);
    auto const at = place_of(v);
    if (at != sorted_.end() && compare(*at, v) == 0) return false;
    sorted_.insert(at, v);
    return true;
  }
  template <class E>
  bool contains(E const& element) const {
    if (!has_value(element)) return null_;
    auto const v = value_of_element(element);
    auto const at = place_of(v);
    return at != sorted_.end() && compare(*at, v) == 0;
  }
  bool has_null() const { return null_; }

 private:
  auto place_of(View const& v) const {
    return std::lower_bound(sorted_.begin(), sorted_.end(), v,
                            [](View const& a, View const& b) { return compare(a, b) < 0; });
  }
  std::vector<View> sorted_;
  bool null_ = false;
};
template <class A>
using met_elements_of = met_elements<element_view<A>>;

template <fixed_string Word, class... As>
using set_problem =
    diagnostic::first_problem<same_arrays_problem<Word, As...>, array_problem<Word, As>...>;

}  // namespace detail

struct distinct_elements {
  static constexpr std::string_view name = "array_distinct";
  template <class A>
  using problem = detail::set_problem<"array_distinct", A>;
  template <class A>
  using result = A;
  template <class A>
  static A apply(A const& array) {
    detail::met_elements_of<A> met;
    A out;
    for (auto const& element : array)
      if (met.insert(element)) out.push_back(element);
    return out;
  }
};

struct union_of_arrays {
  static constexpr std::string_view name = "array_union";
  template <class A, class B>
  using problem = detail::set_problem<"array_union", A, B>;
  template <class A, class B>
  using result = detail::joined_array<A, B>;
  template <class A, class B>
  static result<A, B> apply(A const& a, B const& b) {
    detail::met_elements_of<A> met;
    result<A, B> out;
    for (auto const& element : a)
      if (met.insert(element)) out.push_back(element);
    for (auto const& element : b)
      if (met.insert(element)) out.push_back(element);
    return out;
  }
};

namespace detail {
/// The elements of `a`, each once, that are in `b` (or are not).
template <fixed_string Word, bool In>
struct elements_by_membership {
  static constexpr auto held_name = Word;
  static constexpr std::string_view name = held_name.view();
  template <class A, class B>
  using problem = set_problem<Word, A, B>;
  template <class A, class B>
  using result = std::conditional_t<In && !holds_null<B>, std::vector<plain_element<A>>, A>;
  template <class A, class B>
  static result<A, B> apply(A const& a, B const& b) {
    met_elements_of<A> others, met;
    for (auto const& element : b)
      others.insert(element);
    result<A, B> out;
    for (auto const& element : a)
      if (others.contains(element) == In && met.insert(element))
        out.push_back(as_element<typename result<A, B>::value_type>(element));
    return out;
  }
};
}  // namespace detail
using intersection_of_arrays = detail::elements_by_membership<"array_intersect", true>;
using difference_of_arrays = detail::elements_by_membership<"array_except", false>;

struct overlap_of_arrays {
  static constexpr std::string_view name = "arrays_overlap";
  template <class A, class B>
  using problem = detail::set_problem<"arrays_overlap", A, B>;
  template <class A, class B>
  using result =
      std::conditional_t<detail::holds_null<A> || detail::holds_null<B>, std::optional<bool>, bool>;
  template <class A, class B>
  static result<A, B> apply(A const& a, B const& b) {
    detail::met_elements_of<A> met;
    for (auto const& element : b)
      met.insert(element);
    bool null = met.has_null();
    for (auto const& element : a)
      if (!detail::has_value(element))
        null = true;
      else if (met.contains(element))
        return true;
    if constexpr (detail::holds_null<A> || detail::holds_null<B>)
      if (null && !a.empty() && !b.empty()) return std::nullopt;
    return false;
  }
};

struct elements_without {
  static constexpr std::string_view name = "array_remove";
  template <class A, class V>
  using problem = detail::array_problem<"array_remove", A, V>;
  template <class A, class>
  using result = A;
  template <class A, class V>
  static A apply(A const& array, V const& value) {
    A out;
    for (auto const& element : array)
      if (!detail::has_value(element) || !detail::equal(detail::value_of_element(element), value))
        out.push_back(element);
    return out;
  }
};

}  // namespace expr

/// The elements without those that were there before. **Requires** an array of values with an order (MS055).
constexpr auto array_distinct(expr::argument auto const& array) {
  return expr::make_call<expr::distinct_elements>(array);
}
/// The elements of both, each once. **Requires** arrays of one type (MS024).
constexpr auto array_union(expr::argument auto const& a, expr::argument auto const& b) {
  return expr::make_call<expr::union_of_arrays>(a, b);
}
/// The elements of `a` that `b` has too, each once. **Requires** arrays of one type (MS024).
constexpr auto array_intersect(expr::argument auto const& a, expr::argument auto const& b) {
  return expr::make_call<expr::intersection_of_arrays>(a, b);
}
/// The elements of `a` that `b` has not, each once. **Requires** arrays of one type (MS024).
constexpr auto array_except(expr::argument auto const& a, expr::argument auto const& b) {
  return expr::make_call<expr::difference_of_arrays>(a, b);
}
/// Is an element in both? **Shape** boolean; null where none is and one of them holds null. **Requires**
/// arrays of one type (MS024).
constexpr auto arrays_overlap(expr::argument auto const& a, expr::argument auto const& b) {
  return expr::make_call<expr::overlap_of_arrays>(a, b);
}
/// The elements that are not equal to the value; null stays. **Requires** a value that compares with the
/// elements (MS024).
constexpr auto array_remove(expr::argument auto const& array, expr::argument auto const& value) {
  return expr::make_call<expr::elements_without>(array, value);
}

}  // namespace millstream
