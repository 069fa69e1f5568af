// SPDX-License-Identifier: Apache-2.0
//
// `where` and `filter`: one word in two spellings; each takes a condition or a function.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/base/pack.hpp>
#include <millstream/dsl/stream.hpp>
#include <millstream/plan/row_probe.hpp>

namespace millstream {

namespace detail {

template <class T>
struct condition_problem {
  using type = diagnostic::not_boolean<diagnostic::type_is<T>>;
};
template <>
struct condition_problem<bool> {
  using type = diagnostic::none;
};
template <>
struct condition_problem<std::optional<bool>> {
  using type = diagnostic::none;
};
template <>
struct condition_problem<void> {  // the expression has a problem of its own, which goes first
  using type = diagnostic::none;
};

template <class Condition>
struct filter_word : word {
  Condition condition;
  template <class Plan>
  using problem = diagnostic::first_problem<
      expr::problem_of<Condition, typename Plan::schema_type>,
      typename condition_problem<expr::type_of<Condition, typename Plan::schema_type>>::type>;
  constexpr auto apply(auto const& input) const { return add_conjuncts(input, condition); }

 private:
  // `a && b` is two filters, so that each can go its own way (rule 28a, pushdown)
  template <class E>
  static constexpr auto add_conjuncts(auto const& input, E const& e) {
    return add_step(input, plan::filter<E>{e});
  }
  template <class A, class B>
  static constexpr auto add_conjuncts(auto const& input,
                                      expr::call<expr::logical_and, A, B> const& both) {
    return add_conjuncts(add_conjuncts(input, nth<0>(both.args)), nth<1>(both.args));
  }
};

/// The problem of filling one member of a struct from the column of its name.
template <class Schema, class Struct, class Field, bool Has>
struct member_problem {
  using type =
      diagnostic::struct_lacks_column<diagnostic::wanted<Field::name>, diagnostic::type_is<Struct>,
                                      typename expr::detail::columns_of<Schema>::type>;
};
template <class Schema, class Struct, class Field>
struct member_problem<Schema, Struct, Field, true> {
  using column = typename Schema::template type_of<Field::name>;
  using type = std::conditional_t<
      convertible_column<column, typename Field::type>, diagnostic::none,
      diagnostic::struct_does_not_match<
          diagnostic::wanted<Field::name>, diagnostic::left_type<column>,
          diagnostic::right_type<typename Field::type>, diagnostic::type_is<Struct>>>;
};

/// The first problem of the struct that a function takes; none where it takes any row.
template <class Schema, class Struct>
struct struct_problem {
  using type = diagnostic::none;
};
template <class Schema, adapted_struct Struct>
struct struct_problem<Schema, Struct> {
  template <class... Fs>
  static auto of(type_identity<schema<Fs...>>) -> diagnostic::first_problem<
      typename member_problem<Schema, Struct, Fs, Schema::has(Fs::name.view())>::type...>;
  using type = decltype(of(type_identity<schema_of<Struct>>{}));
};

/// Can a function be called with rows of `Schema`?
template <class F, class Schema>
inline constexpr bool takes_rows_of = [] {
  using argument = plan::argument_struct_t<F>;
  if constexpr (adapted_struct<argument>) {
    return diagnostic::is_none<typename struct_problem<Schema, argument>::type> &&
           std::is_invocable_v<F, argument const&>;
  } else {
    return std::is_invocable_v<F, plan::row_probe<F, record<Schema>>>;
  }
}();

/// What a function returns; void where it asks for a column that there is not.
template <class F, class Schema>
struct function_result {
  using type = std::invoke_result_t<F, plan::row_view<record<Schema>>>;
};
template <class F, class Schema>
  requires(!adapted_struct<plan::argument_struct_t<F>> &&
           !diagnostic::is_none<plan::problem_of_function<F, record<Schema>>>)
struct function_result<F, Schema> {
  using type = void;
};
template <class F, class Schema>
  requires adapted_struct<plan::argument_struct_t<F>>
struct function_result<F, Schema> {
  using type = std::invoke_result_t<F, plan::argument_struct_t<F> const&>;
};

/// The problem of a function that is called with rows of `Schema`, and of what it returns.
template <fixed_string Word, class F, class Schema, template <class> class Returns, bool Callable>
struct function_problem {
  using type = diagnostic::first_problem<
      typename struct_problem<Schema, plan::argument_struct_t<F>>::type,
      diagnostic::lambda_does_not_fit<diagnostic::in<Word>,
                                      diagnostic::type_is<plan::argument_struct_t<F>>,
                                      typename expr::detail::columns_of<Schema>::type>>;
};
template <fixed_string Word, class F, class Schema, template <class> class Returns>
struct function_problem<Word, F, Schema, Returns, true> {
  using result = std::remove_cvref_t<typename function_result<F, Schema>::type>;
  using type = diagnostic::first_problem<
      plan::problem_of_function<F, record<Schema>>,
      std::conditional_t<
          Returns<result>::value, diagnostic::none,
          diagnostic::lambda_returns_other<diagnostic::in<Word>, diagnostic::type_is<result>>>>;
};
template <class T>
struct returns_condition
    : std::bool_constant<std::is_same_v<T, bool> || std::is_same_v<T, std::true_type> ||
                         std::is_same_v<T, std::false_type>> {};

template <class F>
struct filter_rows_word : word {
  F f;
  template <class Plan>
  using problem =
      typename function_problem<"filter", F, typename Plan::schema_type, returns_condition,
                                takes_rows_of<F, typename Plan::schema_type>>::type;
  constexpr auto apply(auto const& input) const { return add_step(input, plan::filter_rows<F>{f}); }
};

}  // namespace detail

/// Keeps the rows for which the condition is true; null is not true.
/// **Shape** same columns, 0 or 1 row out a row. **Requires** a boolean expression over columns that
/// there are (MS001, MS002, MS004). **Order and time** order kept; the watermark is not moved by rows
/// that a condition below it removes (rule 28a). **Cost** one pass of a block into a selection, no
/// branch, no allocation. **Source** Spark's `Dataset.where`.
template <expr::expression Condition>
constexpr auto where(Condition const& condition) {
  return detail::filter_word<Condition>{{}, condition};
}

/// Keeps the rows for which a function is true: `[](flight const& f) { return ...; }`, whose members
/// are copied from the columns of their names, or `[](auto const& row) { return row["x"_c] > 1; }`.
/// **Requires** the function to fit (MS021). **Cost** the copy of the struct's members; every column
/// that the struct names (or all) stays needed, and the filter is not moved.
template <class F>
  requires(!expr::expression<F> && !relation_like<F> && !detail::plain_value<F>)
constexpr auto where(F f) {
  return detail::filter_rows_word<F>{{}, std::move(f)};
}

/// A value that is there before any row is read, such as `"a" == "b"` (MS070).
template <class F>
  requires detail::plain_value<F>
constexpr auto where(F const&) {
  return detail::not_columns<"where", F>();
}

/// The stream among the arguments (MS080), or not one condition (MS082).
template <class... Given>
  requires(sizeof...(Given) != 1)
constexpr auto where(Given const&...) {
  using said [[maybe_unused]] =
      typename detail::wrong_call<"where", "ms::where(condition && other_condition)",
                                  Given...>::said;
  return poisoned_word{};
}

/// `where` in another spelling.
template <class T>
constexpr auto filter(T const& condition_or_function) {
  return where(condition_or_function);
}
template <class... Given>
  requires(sizeof...(Given) != 1)
constexpr auto filter(Given const&... given) {
  return where(given...);
}

}  // namespace millstream
