// SPDX-License-Identifier: Apache-2.0
//
// Functions of arrays, under Spark's names: size, elements, search, order, arrays made and taken apart. An
// array is a std::vector, its elements may be std::optional; a made array owns its elements. `concat` and
// `reverse` (text.hpp) take arrays too where this is included. Sets are in
// array_sets.hpp, functions that take a function in higher_order.hpp.
#pragma once

#include <algorithm>
#include <utility>

#include <millstream/expr/functions/text.hpp>

namespace millstream {

namespace expr {

namespace takes {
template <class T>
using is_any_array = std::bool_constant<millstream::is_array<T>>;
using array = kind<"an array", is_any_array>;
}  // namespace takes

namespace detail {

template <class Array>
using element_of = typename Array::value_type;
template <class Array>
using plain_element = without_optional_t<element_of<Array>>;
/// What an element is to an expression: text as a view.
template <class Array>
using element_view = view_of<plain_element<Array>>;
template <class Array>
inline constexpr bool holds_null = is_optional<element_of<Array>>;

/// A value as an element of an array that holds such.
template <class Element, class V>
Element as_element(V const& v) {
  using plain = without_optional_t<Element>;
  if constexpr (is_optional<V>)
    return v ? Element(plain(*v)) : Element();
  else
    return Element(plain(v));
}
template <class E>
constexpr auto value_of_element(E const& element) {
  return as_view(held_value(element));
}
/// Text out of an array that may be gone before it is used.
template <class V>
constexpr V kept(V const& v) {
  if constexpr (std::is_same_v<V, std::string_view>)
    return block_text::copy(v);
  else
    return v;
}

/// An array, whose elements have an order, and values that compare with them.
template <fixed_string Word, class Array, class... Values>
struct array_check {
  using type = takes::array::problem<Word, Array>;
};
template <fixed_string Word, class E, class... Values>
struct array_check<Word, std::vector<E>, Values...> {
  using type = diagnostic::first_problem<
      std::conditional_t<
          scalar_column<without_optional_t<E>>, diagnostic::none,
          diagnostic::argument_of_other_type<
              diagnostic::in<Word>, diagnostic::wanted<"an array of numbers, texts or times">,
              diagnostic::type_is<std::vector<E>>>>,
      std::conditional_t<comparable<without_optional_t<E>, Values>, diagnostic::none,
                         diagnostic::types_differ<diagnostic::in<Word>,
                                                  diagnostic::left_type<without_optional_t<E>>,
                                                  diagnostic::right_type<Values>>>...>;
};
template <fixed_string Word, class Array, class... Values>
using array_problem = typename array_check<Word, Array, without_optional_t<Values>...>::type;

/// Arrays of one type of element.
template <fixed_string Word, class First, class... Rest>
struct same_arrays_check {
  template <class A, class B>
  static constexpr bool same = [] {
    if constexpr (is_array<A> && is_array<B>)
      return std::is_same_v<plain_element<A>, plain_element<B>>;
    else
      return true;
  }();
  using type = diagnostic::first_problem<
      all_problem<takes::array, Word, First, Rest...>,
      std::conditional_t<
          same<First, Rest>, diagnostic::none,
          diagnostic::types_differ<diagnostic::in<Word>, diagnostic::left_type<First>,
                                   diagnostic::right_type<Rest>>>...>;
};
template <fixed_string Word, class... Arrays>
using same_arrays_problem = typename same_arrays_check<Word, Arrays...>::type;
/// The array that can hold the elements of all.
template <class... As>
using joined_array = std::vector<
    std::conditional_t<(holds_null<As> || ...), std::optional<plain_element<nth_type<0, As...>>>,
                       plain_element<nth_type<0, As...>>>>;

[[noreturn]] inline void throw_index(std::int64_t index, std::size_t size) {
  throw error(
      errc::invalid_argument,
      "there is no element " + std::to_string(index) + " in an array of " + std::to_string(size),
      {}, "positions count from 1; ms::try_element_at gives null instead");
}
/// Position of an element that is counted from 1, or from the end by a negative number; `size` if none.
inline std::size_t position_of_element(std::int64_t index, std::size_t size) {
  if (index == 0) throw_index(index, size);
  auto const n = static_cast<std::int64_t>(size);
  if (index > n || index < -n) return size;
  return static_cast<std::size_t>(index > 0 ? index - 1 : n + index);
}

}  // namespace detail

struct size_of_array : strict<"size", std::int32_t, takes::array> {
  static constexpr bool total = true;
  static std::int32_t apply(auto const& array) { return static_cast<std::int32_t>(array.size()); }
};

/// How an element that may be missing is asked for.
enum class missing_element : bool { error, null };
template <fixed_string Word, missing_element Missing>
struct element_by_position {
  static constexpr auto held_name = Word;
  static constexpr std::string_view name = held_name.view();
  template <class A, class I>
  using problem =
      diagnostic::first_problem<takes::array::problem<Word, A>, takes::whole::problem<Word, I>>;
  template <class A, class>
  using result =
      std::conditional_t<Missing == missing_element::null || detail::holds_null<A>,
                         std::optional<detail::element_view<A>>, detail::element_view<A>>;
  template <class A>
  static result<A, int> apply(A const& array, std::int64_t index) {
    auto const at = detail::position_of_element(index, array.size());
    if (at == array.size()) {
      if constexpr (Missing == missing_element::null)
        return std::nullopt;
      else
        detail::throw_index(index, array.size());
    }
    auto const& element = array[at];
    if constexpr (detail::holds_null<A>)
      if (!element) return std::nullopt;
    return detail::kept(detail::value_of_element(element));
  }
};
using element_at_position = element_by_position<"element_at", missing_element::error>;
using tried_element_at_position = element_by_position<"try_element_at", missing_element::null>;

/// Counted from 0, null outside.
struct element_from_zero {
  static constexpr std::string_view name = "get";
  template <class A, class I>
  using problem =
      diagnostic::first_problem<takes::array::problem<"get", A>, takes::whole::problem<"get", I>>;
  template <class A, class>
  using result = std::optional<detail::element_view<A>>;
  template <class A>
  static result<A, int> apply(A const& array, std::int64_t index) {
    if (index < 0 || index >= static_cast<std::int64_t>(array.size())) return std::nullopt;
    return tried_element_at_position::apply(array, index + 1);
  }
};

// ---- search ----

struct contains_element {
  static constexpr std::string_view name = "array_contains";
  template <class A, class V>
  using problem = detail::array_problem<"array_contains", A, V>;
  template <class A, class>
  using result = std::conditional_t<detail::holds_null<A>, std::optional<bool>, bool>;
  template <class A, class V>
  static result<A, V> apply(A const& array, V const& wanted) {
    bool null = false;
    for (auto const& element : array)
      if (!detail::has_value(element))
        null = true;
      else if (detail::equal(detail::value_of_element(element), wanted))
        return true;
    if constexpr (detail::holds_null<A>)
      if (null) return std::nullopt;
    return false;
  }
};
struct position_of_value {
  static constexpr std::string_view name = "array_position";
  template <class A, class V>
  using problem = detail::array_problem<"array_position", A, V>;
  template <class, class>
  using result = std::int64_t;
  static std::int64_t apply(auto const& array, auto const& wanted) {
    std::int64_t at = 0;
    for (auto const& element : array) {
      ++at;
      if (detail::has_value(element) && detail::equal(detail::value_of_element(element), wanted))
        return at;
    }
    return 0;
  }
};

// ---- order ----

namespace detail {
template <fixed_string Word, int Sign>
struct extreme_element {
  static constexpr auto held_name = Word;
  static constexpr std::string_view name = held_name.view();
  template <class A>
  using problem = array_problem<Word, A>;
  template <class A>
  using result = std::optional<element_view<A>>;
  template <class A>
  static result<A> apply(A const& array) {
    result<A> out;
    for (auto const& element : array)
      if (has_value(element))
        if (auto const v = value_of_element(element); !out || compare(v, *out) * Sign > 0) out = v;
    if (out) out = kept(*out);
    return out;
  }
};

template <class A>
A sorted(A array, bool ascending, bool nulls_first) {
  using element = element_of<A>;
  std::stable_sort(array.begin(), array.end(), [&](element const& a, element const& b) {
    bool const x = has_value(a);
    bool const y = has_value(b);
    if (!x || !y) return x != y && (nulls_first ? !x : !y);
    auto const order = compare(value_of_element(a), value_of_element(b));
    return ascending ? order < 0 : order > 0;
  });
  return array;
}
}  // namespace detail
using least_element = detail::extreme_element<"array_min", -1>;
using greatest_element = detail::extreme_element<"array_max", 1>;

struct sorted_elements {
  static constexpr std::string_view name = "sort_array";
  template <class A, class Ascending>
  using problem = diagnostic::first_problem<detail::array_problem<"sort_array", A>,
                                            takes::boolean::problem<"sort_array", Ascending>>;
  template <class A, class>
  using result = A;
  template <class A>
  static A apply(A const& array, bool ascending) {
    return detail::sorted(array, ascending, ascending);
  }
};
struct sorted_elements_nulls_last {
  static constexpr std::string_view name = "array_sort";
  template <class A>
  using problem = detail::array_problem<"array_sort", A>;
  template <class A>
  using result = A;
  template <class A>
  static A apply(A const& array) {
    return detail::sorted(array, true, false);
  }
};

template <class A>
  requires(millstream::is_array<A>)
struct reverse_of<A> {
  using problem = diagnostic::none;
  using result = A;
  static A apply(A const& array) { return A(array.rbegin(), array.rend()); }
};

// ---- arrays of parts and parts of arrays ----

struct array_of_values {
  static constexpr std::string_view name = "array";
  static constexpr bool null_aware = true;
  template <class... Ts>
  using problem = detail::common_problem<"array", Ts...>;
  template <class... Ts>
  using result = std::vector<
      std::conditional_t<(is_optional<Ts> || ...), std::optional<owned_of<common_type_of<Ts...>>>,
                         owned_of<common_type_of<Ts...>>>>;
  template <class... Ts>
  static result<Ts...> apply(Ts const&... values) {
    using element = typename result<Ts...>::value_type;
    result<Ts...> out;
    out.reserve(sizeof...(Ts));
    (out.push_back(detail::as_element<element>(values)), ...);
    return out;
  }
};

namespace detail {
template <fixed_string Word, bool InFront>
struct with_element {
  static constexpr auto held_name = Word;
  static constexpr std::string_view name = held_name.view();
  static constexpr bool null_aware = true;
  template <class A, class V>
  using problem = array_problem<Word, without_optional_t<A>, V>;
  template <class A, class V>
  using made = std::vector<std::conditional_t<is_optional<V> || holds_null<without_optional_t<A>>,
                                              std::optional<plain_element<without_optional_t<A>>>,
                                              plain_element<without_optional_t<A>>>>;
  template <class A, class V>
  using result = std::conditional_t<is_optional<A>, std::optional<made<A, V>>, made<A, V>>;
  template <class A, class V>
  static result<A, V> apply(A const& array, V const& value) {
    if constexpr (is_optional<A>)
      if (!array) return std::nullopt;
    auto const& held = held_value(array);
    using element = typename made<A, V>::value_type;
    made<A, V> out;
    out.reserve(held.size() + 1);
    if constexpr (InFront) out.push_back(as_element<element>(value));
    out.insert(out.end(), held.begin(), held.end());
    if constexpr (!InFront) out.push_back(as_element<element>(value));
    return out;
  }
};
}  // namespace detail
using appended_element = detail::with_element<"array_append", false>;
using prepended_element = detail::with_element<"array_prepend", true>;

struct repeated_value {
  static constexpr std::string_view name = "array_repeat";
  static constexpr bool null_aware = true;
  template <class V, class N>
  using problem = takes::whole::problem<"array_repeat", without_optional_t<N>>;
  template <class V, class N>
  using result = std::conditional_t<is_optional<N>, std::optional<std::vector<owned_of<V>>>,
                                    std::vector<owned_of<V>>>;
  template <class V, class N>
  static result<V, N> apply(V const& value, N const& count) {
    if constexpr (is_optional<N>)
      if (!count) return std::nullopt;
    auto const n = detail::held_value(count);
    return std::vector<owned_of<V>>(n > 0 ? static_cast<std::size_t>(n) : 0, as_owned(value));
  }
};

struct elements_not_null {
  static constexpr std::string_view name = "array_compact";
  template <class A>
  using problem = takes::array::problem<"array_compact", A>;
  template <class A>
  using result = std::vector<detail::plain_element<A>>;
  template <class A>
  static result<A> apply(A const& array) {
    result<A> out;
    for (auto const& element : array)
      if (detail::has_value(element)) out.push_back(detail::held_value(element));
    return out;
  }
};

template <class... As>
  requires(millstream::is_array<As> && ...)
struct concat_of<As...> {
  using problem = detail::same_arrays_problem<"concat", As...>;
  using result = detail::joined_array<As...>;
  static result apply(As const&... arrays) {
    result out;
    out.reserve((arrays.size() + ... + 0));
    (out.insert(out.end(), arrays.begin(), arrays.end()), ...);
    return out;
  }
};

/// The arrays of an array, one behind the other; null if one of them is.
struct flattened_array {
  static constexpr std::string_view name = "flatten";
  template <class A>
  struct inner_of {
    static constexpr bool nested = false;
  };
  template <class E>
    requires(millstream::is_array<without_optional_t<E>>)
  struct inner_of<std::vector<E>> {
    static constexpr bool nested = true;
    using array = without_optional_t<E>;
    using type = std::conditional_t<is_optional<E>, std::optional<array>, array>;
  };
  template <class A>
  using is_nested = std::bool_constant<inner_of<A>::nested>;
  template <class A>
  using problem = takes::kind<"an array of arrays", is_nested>::problem<"flatten", A>;
  template <class A>
  using result = typename inner_of<A>::type;
  template <class A>
  static result<A> apply(A const& arrays) {
    typename inner_of<A>::array out;
    for (auto const& array : arrays) {
      if constexpr (detail::holds_null<A>)
        if (!array) return std::nullopt;
      auto const& held = detail::held_value(array);
      out.insert(out.end(), held.begin(), held.end());
    }
    return out;
  }
};

struct part_of_array {
  static constexpr std::string_view name = "slice";
  template <class A, class From, class Length>
  using problem = diagnostic::first_problem<takes::array::problem<"slice", A>,
                                            all_problem<takes::whole, "slice", From, Length>>;
  template <class A, class, class>
  using result = A;
  template <class A>
  static A apply(A const& array, std::int64_t from, std::int64_t length) {
    if (from == 0 || length < 0)
      throw error(errc::invalid_argument,
                  "slice: positions count from 1, and a length is not negative");
    auto const size = static_cast<std::int64_t>(array.size());
    auto const begin = from > 0 ? from - 1 : size + from;
    if (begin < 0 || begin >= size) return {};
    auto const end = length < size - begin ? begin + length : size;
    return A(array.begin() + begin, array.begin() + end);
  }
};

/// Whole numbers from one to another, both included.
struct sequence_of_numbers {
  static constexpr std::string_view name = "sequence";
  template <class... Ts>
  using problem = all_problem<takes::whole, "sequence", Ts...>;
  template <class A, class B, class...>
  using result = std::vector<detail::common_number_t<A, B>>;
  template <class A, class B>
  static result<A, B> apply(A const& from, B const& to) {
    return apply(from, to, from <= to ? 1 : -1);
  }
  template <class A, class B, class Step>
  static result<A, B> apply(A const& from, B const& to, Step const& step) {
    using number = detail::common_number_t<A, B>;
    std::int64_t const first = from;
    std::int64_t const last = to;
    if ((first < last && step <= 0) || (first > last && step >= 0))
      throw error(errc::invalid_argument, "sequence: the step leads away from the last number");
    result<A, B> out{static_cast<number>(first)};
    if (first == last) return out;
    for (std::int64_t at = first;;) {
      if (__builtin_add_overflow(at, static_cast<std::int64_t>(step), &at) ||
          (step > 0 ? at > last : at < last))
        return out;
      if (out.size() == std::size_t(std::numeric_limits<std::int32_t>::max() - 15))
        throw error(errc::invalid_argument, "sequence: too many numbers for an array");
      out.push_back(static_cast<number>(at));
    }
  }
};

/// The texts of an array with a separator between them.
struct joined_texts {
  static constexpr std::string_view name = "array_join";
  template <class T>
  struct of_texts : std::false_type {};
  template <class E>
  struct of_texts<std::vector<E>> : std::bool_constant<text_column<without_optional_t<E>>> {};
  template <class A, class... Texts>
  using problem =
      diagnostic::first_problem<takes::kind<"an array of text", of_texts>::problem<"array_join", A>,
                                all_problem<takes::text, "array_join", Texts...>>;
  template <class...>
  using result = std::string_view;
  static std::string_view apply(auto const& array, std::string_view separator) {
    return joined(array, separator, std::nullopt);
  }
  static std::string_view apply(auto const& array, std::string_view separator,
                                std::string_view for_null) {
    return joined(array, separator, for_null);
  }

 private:
  static std::string_view joined(auto const& array, std::string_view separator,
                                 std::optional<std::string_view> for_null) {
    std::size_t size = 0;
    std::size_t count = 0;
    auto const each = [&](auto const& visit) {
      for (auto const& element : array)
        if (detail::has_value(element))
          visit(std::string_view(detail::held_value(element)));
        else if (for_null)
          visit(*for_null);
    };
    each([&](std::string_view text) { size += text.size(), ++count; });
    size += separator.size() * (count > 0 ? count - 1 : 0);
    char* const out = block_text::allocate(size);
    char* at = out;
    bool first = true;
    each([&](std::string_view text) {
      if (!std::exchange(first, false)) at = std::copy(separator.begin(), separator.end(), at);
      at = std::copy(text.begin(), text.end(), at);
    });
    return {out, size};
  }
};

}  // namespace expr

/// Number of elements. **Shape** int, null for null. **Requires** an array (MS055).
constexpr auto size(expr::argument auto const& array) {
  return expr::make_call<expr::size_of_array>(array);
}
/// `ms::size` under another name.
constexpr auto cardinality(expr::argument auto const& array) {
  return size(array);
}
/// `ms::size` under another name.
constexpr auto array_size(expr::argument auto const& array) {
  return size(array);
}
/// The element at a position from 1, or from the end by a negative one. **Errors** errc::invalid_argument where
/// there is none.
constexpr auto element_at(expr::argument auto const& array, expr::argument auto const& position) {
  return expr::make_call<expr::element_at_position>(array, position);
}
/// `ms::element_at`, null where there is no such element. **Errors** errc::invalid_argument for position 0.
constexpr auto try_element_at(expr::argument auto const& array,
                              expr::argument auto const& position) {
  return expr::make_call<expr::tried_element_at_position>(array, position);
}
/// The element at a position from 0. **Shape** nullable: null where there is none.
constexpr auto get(expr::argument auto const& array, expr::argument auto const& position) {
  return expr::make_call<expr::element_from_zero>(array, position);
}
/// Is there an element equal to the value? **Shape** boolean; null where none is and one of them is null.
/// **Requires** a value that compares with the elements (MS024).
constexpr auto array_contains(expr::argument auto const& array, expr::argument auto const& value) {
  return expr::make_call<expr::contains_element>(array, value);
}
/// Position of the first element equal to the value, from 1; 0 if there is none. **Shape** bigint.
/// **Requires** a value that compares with the elements (MS024).
constexpr auto array_position(expr::argument auto const& array, expr::argument auto const& value) {
  return expr::make_call<expr::position_of_value>(array, value);
}
/// The smallest element that is not null; null if there is none. NaN is the greatest.
constexpr auto array_min(expr::argument auto const& array) {
  return expr::make_call<expr::least_element>(array);
}
/// The greatest element that is not null; null if there is none. NaN is the greatest.
constexpr auto array_max(expr::argument auto const& array) {
  return expr::make_call<expr::greatest_element>(array);
}
/// The elements in order, nulls first where `ascending`, else last.
constexpr auto sort_array(expr::argument auto const& array, bool ascending = true) {
  return expr::make_call<expr::sorted_elements>(array, ascending);
}
/// The elements in ascending order, nulls last.
constexpr auto array_sort(expr::argument auto const& array) {
  return expr::make_call<expr::sorted_elements_nulls_last>(array);
}
/// An array of these values. **Requires** one common type (MS024).
template <expr::argument... Es>
  requires(sizeof...(Es) > 0)
constexpr auto array(Es const&... values) {
  return expr::make_call<expr::array_of_values>(values...);
}
/// The array with one more element at its end, which may be null.
constexpr auto array_append(expr::argument auto const& array, expr::argument auto const& value) {
  return expr::make_call<expr::appended_element>(array, value);
}
/// The array with one more element at its front, which may be null.
constexpr auto array_prepend(expr::argument auto const& array, expr::argument auto const& value) {
  return expr::make_call<expr::prepended_element>(array, value);
}
/// The value `count` times, which may be null.
constexpr auto array_repeat(expr::argument auto const& value, expr::argument auto const& count) {
  return expr::make_call<expr::repeated_value>(value, count);
}
/// The elements that are not null. **Shape** an array whose elements are never null.
constexpr auto array_compact(expr::argument auto const& array) {
  return expr::make_call<expr::elements_not_null>(array);
}
/// The arrays of an array, one behind the other; null if one of them is. **Requires** an array of arrays (MS055).
constexpr auto flatten(expr::argument auto const& arrays) {
  return expr::make_call<expr::flattened_array>(arrays);
}
/// `length` elements from a position on, which counts from 1, or from the end by a negative number. **Errors**
/// errc::invalid_argument for position 0 and for a negative length.
constexpr auto slice(expr::argument auto const& array, expr::argument auto const& from,
                     expr::argument auto const& length) {
  return expr::make_call<expr::part_of_array>(array, from, length);
}
/// The whole numbers from one to another, up or down, both included.
constexpr auto sequence(expr::argument auto const& from, expr::argument auto const& to) {
  return expr::make_call<expr::sequence_of_numbers>(from, to);
}
/// Every `step`-th whole number from one to another. **Errors** errc::invalid_argument for a step that leads
/// away.
constexpr auto sequence(expr::argument auto const& from, expr::argument auto const& to,
                        expr::argument auto const& step) {
  return expr::make_call<expr::sequence_of_numbers>(from, to, step);
}
/// The texts that are not null with a separator between them. **Requires** an array of text (MS055).
constexpr auto array_join(expr::argument auto const& array, expr::argument auto const& separator) {
  return expr::make_call<expr::joined_texts>(array, separator);
}
/// The texts with a separator between them, and another text in the place of null.
constexpr auto array_join(expr::argument auto const& array, expr::argument auto const& separator,
                          expr::argument auto const& for_null) {
  return expr::make_call<expr::joined_texts>(array, separator, for_null);
}

}  // namespace millstream
