// SPDX-License-Identifier: Apache-2.0
//
// Functions that take a function of the elements of an array, under Spark's names:
// `ms::transform("xs"_c, [](auto x) { return x + 1; })`. The function is a C++ lambda over expressions
// (lambda.hpp): it may use columns too, and take the element's position from 0 as its second argument.
#pragma once

#include <millstream/base/pack.hpp>
#include <millstream/expr/functions/array.hpp>
#include <millstream/expr/lambda.hpp>

namespace millstream {

namespace expr {

namespace detail {

template <class Null, class T>
using null_with = std::conditional_t<is_optional<Null>, as_optional_t<T>, T>;

/// The body of a lambda over the elements of an array, in the scope of its parameters.
template <class ArrayProblem, class Array, fixed_string Word, class Schema, class Lambda>
struct over_elements {
  using problem = ArrayProblem;
  using type = void;
  using scope = Schema;
};
template <class Array, fixed_string Word, class Schema, class Lambda>
struct over_elements<diagnostic::none, Array, Word, Schema, Lambda> {
  using problem = typename takes::array::problem<Word, Array>;
  using type = void;
  using scope = Schema;
};
template <class E, fixed_string Word, class Schema, std::size_t Level, std::size_t Arity,
          class Body>
struct over_elements<diagnostic::none, std::vector<E>, Word, Schema, lambda<Level, Arity, Body>> {
  using scope = expr::scope<Schema, Level, view_of<E>, std::int32_t>;
  using problem = problem_of<Body, scope>;
  using type = type_of<Body, scope>;
};
template <fixed_string Word, class Schema, class Array, class Lambda>
using over_array = over_elements<problem_of<Array, Schema>,
                                 without_optional_t<type_of<Array, Schema>>, Word, Schema, Lambda>;

template <class T>
struct condition_check {
  using type = boolean_problem<without_optional_t<T>>;
};
template <>
struct condition_check<void> {
  using type = diagnostic::none;  // what is wrong was found before
};

/// Calls `visit(element, value of the body)` for each element.
template <std::size_t Level, class Body, class Row>
void each_value(auto const& array, Body const& body, Row const& row, auto const& visit) {
  std::int32_t index = 0;
  for (auto const& element : array) {
    if (!visit(element, evaluate(body, with_parameters<Level>(row, element, index)))) return;
    ++index;
  }
}
template <std::size_t Level, class Body, class Row, class Array>
using value_over = std::remove_cvref_t<decltype(evaluate(
    std::declval<Body const&>(),
    with_parameters<Level>(std::declval<Row const&>(), std::declval<element_of<Array> const&>(),
                           std::declval<std::int32_t const&>())))>;

}  // namespace detail

struct transformed_elements {
  static constexpr std::string_view name = "transform";
  static constexpr bool higher_order = true;
  template <class Schema, class Array, class Lambda>
  struct typed {
    using over = detail::over_array<"transform", Schema, Array, Lambda>;
    template <std::size_t I>
    using scope_at = std::conditional_t<I == 1, typename over::scope, Schema>;
    using problem = typename over::problem;
    template <class Body>
    struct made {
      using type = detail::null_with<type_of<Array, Schema>, std::vector<owned_of<Body>>>;
    };
    using type = typename std::conditional_t<std::is_void_v<typename over::type>,
                                             type_identity<void>, made<typename over::type>>::type;
  };
  template <class Array, std::size_t Level, std::size_t Arity, class Body, class Row>
  static auto over(call<transformed_elements, Array, lambda<Level, Arity, Body>> const& e,
                   Row const& row) {
    decltype(auto) array = evaluate(nth<0>(e.args), row);
    using array_type = std::remove_cvref_t<decltype(array)>;
    using value = detail::value_over<Level, Body, Row, without_optional_t<array_type>>;
    using out_type = std::vector<owned_of<value>>;
    using result = detail::null_with<array_type, out_type>;
    if (!detail::has_value(array)) return result();
    out_type out;
    out.reserve(detail::held_value(array).size());
    detail::each_value<Level>(detail::held_value(array), nth<1>(e.args).body, row,
                              [&](auto const&, auto const& v) {
                                out.push_back(as_owned(v));
                                return true;
                              });
    return result(std::move(out));
  }
};

struct filtered_elements {
  static constexpr std::string_view name = "filter";
  static constexpr bool higher_order = true;
  template <class Schema, class Array, class Lambda>
  struct typed {
    using over = detail::over_array<"filter", Schema, Array, Lambda>;
    template <std::size_t I>
    using scope_at = std::conditional_t<I == 1, typename over::scope, Schema>;
    using problem =
        diagnostic::first_problem<typename over::problem,
                                  typename detail::condition_check<typename over::type>::type>;
    using type = std::conditional_t<diagnostic::is_none<problem>, type_of<Array, Schema>, void>;
  };
  template <class Array, std::size_t Level, std::size_t Arity, class Body, class Row>
  static auto over(call<filtered_elements, Array, lambda<Level, Arity, Body>> const& e,
                   Row const& row) {
    decltype(auto) array = evaluate(nth<0>(e.args), row);
    using result = std::remove_cvref_t<decltype(array)>;
    if (!detail::has_value(array)) return result();
    without_optional_t<result> out;
    detail::each_value<Level>(detail::held_value(array), nth<1>(e.args).body, row,
                              [&](auto const& element, auto const& v) {
                                if (detail::has_value(v) && detail::held_value(v))
                                  out.push_back(element);
                                return true;
                              });
    return result(std::move(out));
  }
};

/// Is the condition `Decides` for one of the elements? Null where none is and it is null for one.
template <fixed_string Word, bool Decides>
struct quantified_condition {
  static constexpr auto held_name = Word;
  static constexpr std::string_view name = held_name.view();
  static constexpr bool higher_order = true;
  template <class Schema, class Array, class Lambda>
  struct typed {
    using over = detail::over_array<Word, Schema, Array, Lambda>;
    template <std::size_t I>
    using scope_at = std::conditional_t<I == 1, typename over::scope, Schema>;
    using problem =
        diagnostic::first_problem<typename over::problem,
                                  typename detail::condition_check<typename over::type>::type>;
    using made =
        std::conditional_t<is_optional<type_of<Array, Schema>> || is_optional<typename over::type>,
                           std::optional<bool>, bool>;
    using type = std::conditional_t<diagnostic::is_none<problem>, made, void>;
  };
  template <class Array, std::size_t Level, std::size_t Arity, class Body, class Row>
  static auto over(call<quantified_condition, Array, lambda<Level, Arity, Body>> const& e,
                   Row const& row) {
    decltype(auto) array = evaluate(nth<0>(e.args), row);
    using array_type = std::remove_cvref_t<decltype(array)>;
    using value = detail::value_over<Level, Body, Row, without_optional_t<array_type>>;
    using result = std::conditional_t<is_optional<array_type> || is_optional<value>,
                                      std::optional<bool>, bool>;
    if (!detail::has_value(array)) return result();
    bool decided = false;
    bool null = false;
    detail::each_value<Level>(detail::held_value(array), nth<1>(e.args).body, row,
                              [&](auto const&, auto const& v) {
                                if (!detail::has_value(v))
                                  null = true;
                                else
                                  decided = detail::held_value(v) == Decides;
                                return !decided;
                              });
    if constexpr (is_optional<value>)
      if (null && !decided) return result();
    return result(decided == Decides);
  }
};
using exists_element = quantified_condition<"exists", true>;
using for_all_elements = quantified_condition<"forall", false>;

/// The elements taken one after the other into a value.
struct folded_elements {
  static constexpr std::string_view name = "aggregate";
  static constexpr bool higher_order = true;

  /// The type of the value: wide enough for the first one and for what the function gives.
  template <class Zero, class Value>
  using accumulator =
      std::conditional_t<is_optional<Zero> || is_optional<Value>,
                         std::optional<common_type_of<Zero, Value>>, common_type_of<Zero, Value>>;

  template <class Problem, class Schema, class A, class Zero, class Merge>
  struct merged {
    using problem = Problem;
    using scope = Schema;
    using type = void;
  };
  template <class Schema, class A, class Zero, class Merge>
  struct merged<diagnostic::none, Schema, A, Zero, Merge> {
    using problem = typename takes::array::problem<"aggregate", A>;
    using scope = Schema;
    using type = void;
  };
  template <class Schema, class E, class Zero, std::size_t Level, std::size_t Arity, class Body>
  struct merged<diagnostic::none, Schema, std::vector<E>, Zero, lambda<Level, Arity, Body>> {
    using zero = type_of<Zero, Schema>;
    using first_scope = expr::scope<Schema, Level, zero, view_of<E>>;
    template <class Problem, class D = void>
    struct step {
      using problem = Problem;
      using scope = first_scope;
      using type = void;
    };
    template <class D>
    struct step<diagnostic::none, D> {
      using first = type_of<Body, first_scope>;
      using type = accumulator<zero, first>;
      using scope = expr::scope<Schema, Level, type, view_of<E>>;
      using problem = std::conditional_t<
          std::is_same_v<without_optional_t<type_of<Body, scope>>, without_optional_t<type>>,
          diagnostic::none,
          diagnostic::types_differ<diagnostic::in<"aggregate">, diagnostic::left_type<zero>,
                                   diagnostic::right_type<first>>>;
    };
    using found = step<problem_of<Body, first_scope>>;
    using problem = typename found::problem;
    using scope = typename found::scope;
    using type = typename found::type;
  };
  template <class Problem, class Schema, class Value, class... Finish>
  struct finished {
    using problem = Problem;
    using scope = Schema;
    using type = Value;
  };
  template <class Schema, class Value, std::size_t Level, std::size_t Arity, class Body>
  struct finished<diagnostic::none, Schema, Value, lambda<Level, Arity, Body>> {
    using scope = expr::scope<Schema, Level, Value>;
    using problem = problem_of<Body, scope>;
    using type = type_of<Body, scope>;
  };

  template <class Schema, class Array, class Zero, class Merge, class... Finish>
  struct typed {
    using merging =
        merged<diagnostic::first_problem<problem_of<Array, Schema>, problem_of<Zero, Schema>>,
               Schema, without_optional_t<type_of<Array, Schema>>, Zero, Merge>;
    using finishing =
        finished<typename merging::problem, Schema, typename merging::type, Finish...>;
    using problem = typename finishing::problem;
    template <std::size_t I>
    using scope_at =
        std::conditional_t<I == 2, typename merging::scope,
                           std::conditional_t<I == 3, typename finishing::scope, Schema>>;
    template <class T>
    struct made {
      using type = detail::null_with<type_of<Array, Schema>, T>;
    };
    using type =
        typename std::conditional_t<diagnostic::is_none<problem>, made<typename finishing::type>,
                                    type_identity<void>>::type;
  };

  template <class Array, class Zero, std::size_t Level, std::size_t Arity, class Body, class Row,
            class... Finish>
  static auto over(
      call<folded_elements, Array, Zero, lambda<Level, Arity, Body>, Finish...> const& e,
      Row const& row) {
    decltype(auto) array = evaluate(nth<0>(e.args), row);
    auto const zero = evaluate(nth<1>(e.args), row);
    auto const& body = nth<2>(e.args).body;
    using array_type = std::remove_cvref_t<decltype(array)>;
    using element = detail::element_of<without_optional_t<array_type>>;
    using first = std::remove_cvref_t<decltype(evaluate(
        body, with_parameters<Level>(row, zero, std::declval<element const&>())))>;
    using value_type = accumulator<std::remove_cvref_t<decltype(zero)>, first>;
    auto const finish = [&](value_type const& v) {
      if constexpr (sizeof...(Finish) == 0)
        return v;
      else
        return finish_with(nth<3>(e.args), v, row);
    };
    using result = detail::null_with<array_type, decltype(finish(std::declval<value_type>()))>;
    if (!detail::has_value(array)) return result();
    auto value = detail::as_result<value_type>(zero);
    for (auto const& each : detail::held_value(array))
      value =
          detail::as_result<value_type>(evaluate(body, with_parameters<Level>(row, value, each)));
    return result(finish(value));
  }

 private:
  template <std::size_t Level, std::size_t Arity, class Body>
  static auto finish_with(lambda<Level, Arity, Body> const& f, auto const& value, auto const& row) {
    auto out = evaluate(f.body, with_parameters<Level>(row, value));
    return out;
  }
};

/// Elements of two arrays side by side; the shorter one goes on with null.
struct zipped_elements {
  static constexpr std::string_view name = "zip_with";
  static constexpr bool higher_order = true;
  template <class Problem, class Schema, class A, class B, class Lambda>
  struct pairs {
    using problem = diagnostic::first_problem<Problem, all_problem<takes::array, "zip_with", A, B>>;
    using scope = Schema;
    using type = void;
  };
  template <class Schema, class A, class B, std::size_t Level, std::size_t Arity, class Body>
  struct pairs<diagnostic::none, Schema, std::vector<A>, std::vector<B>,
               lambda<Level, Arity, Body>> {
    using scope = expr::scope<Schema, Level, as_optional_t<view_of<A>>, as_optional_t<view_of<B>>>;
    using problem = problem_of<Body, scope>;
    using type = type_of<Body, scope>;
  };
  template <class Schema, class A, class B, class Lambda>
  struct typed {
    static constexpr bool nullable =
        is_optional<type_of<A, Schema>> || is_optional<type_of<B, Schema>>;
    template <class P, class D = void>
    struct in {
      using type = pairs<P, Schema, void, void, Lambda>;
    };
    template <class D>
    struct in<diagnostic::none, D> {
      using type = pairs<diagnostic::none, Schema, without_optional_t<type_of<A, Schema>>,
                         without_optional_t<type_of<B, Schema>>, Lambda>;
    };
    using over =
        typename in<diagnostic::first_problem<problem_of<A, Schema>, problem_of<B, Schema>>>::type;
    using problem = typename over::problem;
    template <std::size_t I>
    using scope_at = std::conditional_t<I == 2, typename over::scope, Schema>;
    template <class Body>
    struct made {
      using array = std::vector<owned_of<Body>>;
      using type = std::conditional_t<nullable, std::optional<array>, array>;
    };
    using type = typename std::conditional_t<std::is_void_v<typename over::type>,
                                             type_identity<void>, made<typename over::type>>::type;
  };
  template <class A, class B, std::size_t Level, std::size_t Arity, class Body, class Row>
  static auto over(call<zipped_elements, A, B, lambda<Level, Arity, Body>> const& e,
                   Row const& row) {
    decltype(auto) a = evaluate(nth<0>(e.args), row);
    decltype(auto) b = evaluate(nth<1>(e.args), row);
    auto const& body = nth<2>(e.args).body;
    using a_type = std::remove_cvref_t<decltype(a)>;
    using b_type = std::remove_cvref_t<decltype(b)>;
    using a_element = as_optional_t<view_of<detail::element_of<without_optional_t<a_type>>>>;
    using b_element = as_optional_t<view_of<detail::element_of<without_optional_t<b_type>>>>;
    using value = std::remove_cvref_t<decltype(evaluate(
        body, with_parameters<Level>(row, std::declval<a_element const&>(),
                                     std::declval<b_element const&>())))>;
    using out_type = std::vector<owned_of<value>>;
    using result = std::conditional_t<is_optional<a_type> || is_optional<b_type>,
                                      std::optional<out_type>, out_type>;
    if (!detail::has_value(a) || !detail::has_value(b)) return result();
    auto const& left = detail::held_value(a);
    auto const& right = detail::held_value(b);
    out_type out;
    auto const size = std::max(left.size(), right.size());
    out.reserve(size);
    for (std::size_t i = 0; i < size; ++i) {
      a_element const x = i < left.size() ? a_element(as_view(left[i])) : a_element();
      b_element const y = i < right.size() ? b_element(as_view(right[i])) : b_element();
      out.push_back(as_owned(evaluate(body, with_parameters<Level>(row, x, y))));
    }
    return result(std::move(out));
  }
};

}  // namespace expr

/// What the function makes of each element. **Shape** an array of the function's type. **Requires** an array
/// (MS055). **Example** `ms::transform("xs"_c, [](auto x) { return x + 1; })`
template <expr::argument Array, expr::function_of_elements F>
constexpr auto transform(Array const& array, F const& f) {
  return expr::make_call<expr::transformed_elements>(array,
                                                     expr::make_lambda<expr::arity_of<F>>(f));
}
/// The elements for which the condition is true; null is not true. **Requires** an array (MS055) and a
/// condition (MS004).
template <expr::argument Array, expr::function_of_elements F>
constexpr auto filter(Array const& array, F const& condition) {
  return expr::make_call<expr::filtered_elements>(array,
                                                  expr::make_lambda<expr::arity_of<F>>(condition));
}
/// Is the condition true for an element? **Shape** boolean; null where it is not and is null for one.
/// **Requires** an array (MS055) and a condition (MS004).
template <expr::argument Array, expr::function_of_elements F>
constexpr auto exists(Array const& array, F const& condition) {
  return expr::make_call<expr::exists_element>(array, expr::make_lambda<1>(condition));
}
/// Is the condition true for all elements? **Shape** boolean; null where it is false for none and null for
/// one. **Requires** an array (MS055) and a condition (MS004).
template <expr::argument Array, expr::function_of_elements F>
constexpr auto forall(Array const& array, F const& condition) {
  return expr::make_call<expr::for_all_elements>(array, expr::make_lambda<1>(condition));
}
/// The elements taken one after the other into a value that begins as `zero`: `merge(value, element)` is the
/// next value. **Shape** the common type of `zero` and of what `merge` gives. **Requires** an array (MS055) and
/// such a type (MS024).
template <expr::argument Array, expr::argument Zero, class Merge>
constexpr auto aggregate(Array const& array, Zero const& zero, Merge const& merge) {
  return expr::make_call<expr::folded_elements>(array, zero, expr::make_lambda<2>(merge));
}
/// The same, and `finish(value)` is the result.
template <expr::argument Array, expr::argument Zero, class Merge, class Finish>
constexpr auto aggregate(Array const& array, Zero const& zero, Merge const& merge,
                         Finish const& finish) {
  return expr::make_call<expr::folded_elements>(array, zero, expr::make_lambda<2>(merge),
                                                expr::make_lambda<1>(finish));
}
/// `ms::aggregate` under its other name.
template <expr::argument Array, expr::argument Zero, class... Functions>
constexpr auto reduce(Array const& array, Zero const& zero, Functions const&... functions) {
  return aggregate(array, zero, functions...);
}
/// What the function makes of the elements of both arrays side by side; where one is shorter, of null.
/// **Requires** arrays (MS055).
template <expr::argument A, expr::argument B, class F>
constexpr auto zip_with(A const& a, B const& b, F const& f) {
  return expr::make_call<expr::zipped_elements>(a, b, expr::make_lambda<2>(f));
}

}  // namespace millstream
