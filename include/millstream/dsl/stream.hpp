// SPDX-License-Identifier: Apache-2.0
//
// What the user's words are applied to: a stream, a table, and a grouped stream on its way to agg().
// `operator|` asks the word for its problem with this input, reports it at the user's line if there is
// one, and otherwise lets the word build the next plan.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/base/meta.hpp>
#include <millstream/base/pack.hpp>
#include <millstream/dsl/words_as_methods.hpp>
#include <millstream/expr/words.hpp>
#include <millstream/plan/node.hpp>

namespace millstream {

namespace detail {

/// A value that is there before any row is read, and is neither a column nor a relation.
template <class T>
concept plain_value = std::is_arithmetic_v<T> || std::is_convertible_v<T, std::string_view>;

}  // namespace detail

/// An unbounded table: the plan of a streaming query.
template <class Plan>
struct stream : words_as_methods<plan::is_poisoned<Plan>> {
  using plan_type = Plan;
  using schema_type = typename Plan::schema_type;
  static constexpr bool streaming = true;
  Plan plan;
};

/// A table that does not change while a query runs: the static side of a join.
template <class Plan>
struct table_of : words_as_methods<plan::is_poisoned<Plan>> {
  using plan_type = Plan;
  using schema_type = typename Plan::schema_type;
  static constexpr bool streaming = false;
  Plan plan;
};

/// A stream on its way to agg().
template <class Input, class... Ks>
struct grouped_stream : grouped_words_as_methods<plan::is_poisoned<typename Input::plan_type>> {
  Input input;
  pack<Ks...> keys;
};

template <class T>
inline constexpr bool is_stream = false;
template <class P>
inline constexpr bool is_stream<stream<P>> = true;
template <class T>
inline constexpr bool is_table = false;
template <class P>
inline constexpr bool is_table<table_of<P>> = true;

template <class T>
concept relation_like = is_stream<std::remove_cvref_t<T>> || is_table<std::remove_cvref_t<T>>;

/// Marks the user's words (`where(...)`, `join(...)`), so that `|` takes nothing else.
struct word {};

/// The problem that a word has with an input, `diagnostic::none` if it fits.
template <class Word, class Input>
using problem_with =
    typename Word::template problem<typename std::remove_cvref_t<Input>::plan_type>;

/// A word that says what it is called in `streams_only` cannot follow a table.
template <class Word, class Input>
struct relation_problem {
  using type = problem_with<Word, Input>;
};
template <class Word, class Input>
  requires(is_table<Input> && requires { Word::streams_only; })
struct relation_problem<Word, Input> {
  using type = diagnostic::table_for_stream<diagnostic::in<Word::streams_only>>;
};

/// A word that can follow this stream or table.
template <class Word, class Input>
concept applicable =
    inherits<Word, word> && relation_like<Input> &&
    diagnostic::is_none<typename relation_problem<Word, std::remove_cvref_t<Input>>::type>;

/// What a word becomes that was called with the wrong thing: it says so by itself, then nothing more.
struct poisoned_word : word {
  template <class Plan>
  using problem = diagnostic::none;
  constexpr auto apply(auto const&) const;
};

/// Applies a word. **Requires** `applicable<Word, Input>`; else one error with the word's id.
template <relation_like Input, inherits<word> Word>
constexpr auto operator|(Input const& input, Word const& w) {
  using plan_type = typename Input::plan_type;
  if constexpr (plan::is_poisoned<plan_type>) {
    return input;
  } else if constexpr (applicable<Word, Input>) {
    return w.apply(input);
  } else {
    using said [[maybe_unused]] = typename relation_problem<Word, Input>::type::said;
    if constexpr (Input::streaming)
      return stream<plan::poisoned>{};
    else
      return table_of<plan::poisoned>{};
  }
}

constexpr auto poisoned_word::apply(auto const&) const {
  return stream<plan::poisoned>{};
}

/// A word before its stream, `ms::where(...) | stream` (MS080).
template <inherits<word> Word, relation_like Input>
constexpr auto operator|(Word const&, Input const& input) {
  if constexpr (plan::is_poisoned<typename Input::plan_type>)
    return input;
  else {
    using said [[maybe_unused]] =
        typename diagnostic::word_before_stream<diagnostic::in<"word">,
                                                diagnostic::type_is<Word>>::said;
    return stream<plan::poisoned>{};
  }
}

namespace detail {

/// What rows can be grouped and joined by: what is compared for equality and kept in a table's slot.
template <class T>
inline constexpr bool can_be_key =
    scalar_column<T> || (is_record<T> && std::is_trivially_copyable_v<T>);
template <fixed_string Word, fixed_string Name, class T>
using key_type_problem =
    std::conditional_t<can_be_key<without_optional_t<T>>, diagnostic::none,
                       diagnostic::no_key_type<diagnostic::in<Word>, diagnostic::wanted<Name>,
                                               diagnostic::type_is<without_optional_t<T>>>>;

/// The problem of a word that can't stand above `limit` and `order_by`.
template <class Plan, fixed_string Word>
using above_collecting_problem =
    std::conditional_t<plan::has_collecting<Plan>,
                       diagnostic::above_limit_or_sort<diagnostic::in<Word>>, diagnostic::none>;

/// What a word becomes that takes columns and was given something else (MS070).
template <fixed_string Word, class... Given>
constexpr auto not_columns() {
  using said [[maybe_unused]] =
      typename diagnostic::not_a_column<diagnostic::in<Word>, diagnostic::type_is<Given>...>::said;
  return poisoned_word{};
}

/// What is wrong with a word that was called in another way: the stream is among its arguments (MS080), or they are
/// not what it takes (MS082).
template <fixed_string Word, fixed_string HowToWrite, class... Given>
using wrong_call = std::conditional_t<
    (relation_like<Given> || ...),
    diagnostic::word_before_stream<diagnostic::in<Word>, diagnostic::type_is<Given>...>,
    diagnostic::other_arguments<diagnostic::in<Word>, diagnostic::how_to_write<HowToWrite>,
                                diagnostic::type_is<Given>...>>;

/// The same kind of relation with one more step.
template <template <class> class Relation, class Plan, class Step>
constexpr auto add_step(Relation<Plan> const& input, Step step) {
  return Relation<plan::node<Step, Plan>>{{}, {std::move(step), input.plan}};
}
/// Leaves out rows in which one of the expressions is null. An operator that would drop them anyway says so
/// by this filter, which can go below the watermark (rule 28a: such rows do not feed it).
template <class Input, class E, class... More>
constexpr auto first_without_null(Input const& input, E const& e, More const&... more);
template <class Input>
constexpr auto without_nulls(Input const& input, expr::expression auto const&... es) {
  if constexpr (sizeof...(es) == 0)
    return input;
  else
    return first_without_null(input, es...);
}
template <class Input, class E, class... More>
constexpr auto first_without_null(Input const& input, E const& e, More const&... more) {
  if constexpr (is_optional<expr::type_of<E, typename Input::schema_type>>) {
    auto const there = is_not_null(e);
    return without_nulls(add_step(input, plan::filter<std::remove_cvref_t<decltype(there)>>{there}),
                         more...);
  } else {
    return without_nulls(input, more...);
  }
}

}  // namespace detail

}  // namespace millstream
