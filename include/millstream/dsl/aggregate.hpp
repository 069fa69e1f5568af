// SPDX-License-Identifier: Apache-2.0
//
// `group_by` and `agg`: groups of rows with equal keys and what is computed of each.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/base/meta.hpp>
#include <millstream/base/pack.hpp>
#include <millstream/dsl/select.hpp>
#include <millstream/plan/legality.hpp>

namespace millstream {

namespace detail {

template <class E>
struct aggregate_only_problem {
  using type =
      std::conditional_t<expr::is_aggregate<E>, diagnostic::none,
                         diagnostic::not_an_aggregate<diagnostic::wanted<expr::name_of<E>>>>;
};
template <class E, class Schema>
struct aggregate_problem {
  template <bool, class D = void>
  struct pick {
    using type = diagnostic::none;
  };
  template <class D>
  struct pick<true, D> {
    using type = typename expr::aggregate_typing<E, Schema>::problem;
  };
  using type = typename pick<expr::is_aggregate<E>>::type;
};

/// The problem of a grouping key: of the expression, or that its type is nested.
template <class K, class Schema>
struct group_key_problem {
  using value = expr::type_of<K, Schema>;
  using type = diagnostic::first_problem<
      expr::problem_of<K, Schema>,
      std::conditional_t<std::is_void_v<value> || expr::is_window<K> ||
                             scalar_column<without_optional_t<value>> ||
                             std::is_same_v<value, window_bounds>,
                         diagnostic::none,
                         diagnostic::key_of_nested_type<diagnostic::wanted<expr::name_of<K>>,
                                                        diagnostic::type_is<value>>>>;
};

/// A column that holds the sessions of an aggregation below.
template <class K, class Plan>
concept holds_sessions =
    std::is_same_v<expr::type_of<K, typename Plan::schema_type>, window_bounds> &&
    !plan::detail::plain_column<K>.empty() && plan::key_origin<Plan>::session != no_column &&
    plan::key_origin<Plan>::of(plan::detail::plain_column<K>) == plan::key_origin<Plan>::session;

/// The key as the plan has it: sessions are sessions again, of which those that touch become one, as in Spark.
template <class Plan, class K>
struct key_of_plan {
  using type = K;
  static constexpr K of(K const& key) { return key; }
};
template <class Plan, holds_sessions<Plan> K>
struct key_of_plan<Plan, K> {
  using session = expr::session_call<expr::without_alias_t<K>, expr::whole_sessions>;
  using type = expr::alias<expr::name_of<K>, session>;
  static constexpr type of(K const& key) { return type(session(expr::without_alias(key), {})); }
};

template <class Keys, class Aggregates>
struct agg_word;
template <class... Ks, class... As>
struct agg_word<plan::grouping_keys<Ks...>, plan::aggregates<As...>> : word {
  static constexpr auto streams_only = fixed_string("agg");
  pack<Ks...> keys;
  pack<As...> values;
  template <class Plan>
  using problem = diagnostic::first_problem<
      typename group_key_problem<Ks, typename Plan::schema_type>::type...,
      typename aggregate_only_problem<As>::type...,
      typename aggregate_problem<As, typename Plan::schema_type>::type...,
      typename names_problem<Ks..., As...>::type,
      std::conditional_t<plan::has_unfinished_groups<Plan>,
                         diagnostic::groups_never_finished<diagnostic::in<"agg">>,
                         diagnostic::none>,
      above_collecting_problem<Plan, "agg">>;
  template <class Input>
  constexpr auto apply(Input const& input) const {
    using plan_type = typename Input::plan_type;
    return unpack(
        [&](auto const&... of) {
          return add_step(
              with_times(input),
              plan::aggregate<plan::grouping_keys<typename key_of_plan<plan_type, Ks>::type...>,
                              plan::aggregates<As...>>{{key_of_plan<plan_type, Ks>::of(of)...},
                                                       values});
        },
        keys);
  }

 private:
  // a window of another time than the event time: rows that belong to none go before the watermark
  template <class Input>
  constexpr auto with_times(Input const& input) const {
    constexpr std::size_t other = []([[maybe_unused]] std::string_view tag) {
      std::size_t out = no_column, i = 0;
      ((expr::is_window<Ks> && !plan::aggregate<plan::grouping_keys<Ks...>,
                                                plan::aggregates<>>::template is_event_key<Ks>(tag)
            ? void(out = i)
            : void(),
        ++i),
       ...);
      return out;
    }(Input::plan_type::event_time);
    if constexpr (other == no_column)
      return input;
    else
      return in_window(input, expr::without_alias(nth<other>(keys)));
  }
  template <class Input, class Window>
  static constexpr auto in_window(Input const& input, Window const& window) {
    return without_nulls(input, window.time);
  }
  template <class Input, class E, class Gap>
  static constexpr auto in_window(Input const& input, expr::session_call<E, Gap> const& session) {
    auto const timed = without_nulls(input, session.time);
    if constexpr (std::is_same_v<Gap, expr::literal<duration>>) {
      return timed;
    } else {
      auto const open = session.gap > duration(0);
      return add_step(timed, plan::filter<std::remove_cvref_t<decltype(open)>>{open});
    }
  }
};

template <class... Ks>
struct group_by_word : word {
  pack<Ks...> keys;
  static constexpr std::size_t windows = (std::size_t(expr::is_window<Ks>) + ... + 0);
  template <class Plan>
  using problem = diagnostic::first_problem<
      typename group_key_problem<Ks, typename Plan::schema_type>::type...,
      typename names_problem<Ks...>::type,
      std::conditional_t<(windows > 1),
                         diagnostic::two_windows<diagnostic::wanted<expr::name_of<Ks>>...>,
                         diagnostic::none>>;
};

}  // namespace detail

/// Groups rows by these columns or expressions, such as `ms::window("event_time"_c, 10s)`. Must be
/// followed by agg. Null is a group of its own, NaN equals NaN and -0.0 equals 0.0 (rule 59).
/// **Requires** columns that there are (MS001), a name for each key (MS014), one window at most (MS048),
/// scalars (MS067).
template <expr::expression... Ks>
constexpr auto group_by(Ks const&... keys) {
  return detail::group_by_word<Ks...>{{}, {keys...}};
}

template <class... Ks>
  requires(!(expr::expression<Ks> && ...))
constexpr auto group_by(Ks const&...) {
  return detail::not_columns<"group_by", Ks...>();
}

template <relation_like Input, class... Ks>
constexpr auto operator|(Input const& input, detail::group_by_word<Ks...> const& w) {
  using plan_type = typename Input::plan_type;
  using word_type = detail::group_by_word<Ks...>;
  if constexpr (plan::is_poisoned<plan_type>) {
    return grouped_stream<Input, Ks...>{{}, input, w.keys};
  } else if constexpr (applicable<word_type, Input>) {
    return grouped_stream<Input, Ks...>{{}, input, w.keys};
  } else {
    using said [[maybe_unused]] = typename problem_with<word_type, Input>::said;
    return grouped_stream<stream<plan::poisoned>, Ks...>{{}, {}, w.keys};
  }
}

namespace detail {
template <class... As>
struct agg_of {
  /// The word that it is behind a group_by of these keys.
  template <class... Ks>
  using word_by = agg_word<plan::grouping_keys<Ks...>, plan::aggregates<As...>>;
  pack<As...> values;
};
}  // namespace detail

/// What is computed of each group: `ms::agg(ms::count(), ms::avg("delay"_c).as("mean"_c))`.
/// **Shape** the grouping keys, then the aggregates; one row a group, when it goes out is the output
/// mode's. **Requires** aggregates (MS015) of columns of a fitting type (MS005), names that differ
/// (MS013), no aggregation below whose groups are never finished (MS023). **State** one row a group, in the snapshot; freed when the watermark passes the group's
/// event time, if a key holds it, else never. **Cost** a hash table probe a row in each lane, merged
/// once a batch. **Source** Spark's `groupBy(...).agg(...)`.
template <expr::expression... As>
constexpr auto agg(As const&... values) {
  if constexpr (sizeof...(As) == 0) {
    using said [[maybe_unused]] =
        typename diagnostic::word_of_nothing<diagnostic::in<fixed_string("agg")>,
                                             diagnostic::type_is<As>...>::said;
    return poisoned_word{};
  } else {
    return detail::agg_of<As...>{{values...}};
  }
}

template <class... As>
  requires(!(expr::expression<As> && ...))
constexpr auto agg(As const&...) {
  return detail::not_columns<"agg", As...>();
}

template <class Input, class... Ks, class... As>
constexpr auto operator|(grouped_stream<Input, Ks...> const& grouped,
                         detail::agg_of<As...> const& w) {
  return grouped.input | detail::agg_word<plan::grouping_keys<Ks...>, plan::aggregates<As...>>{
                             {}, grouped.keys, w.values};
}
template <class Input, class... Ks>
constexpr auto operator|(grouped_stream<Input, Ks...> const& grouped, poisoned_word const& w) {
  return grouped.input | w;
}
/// Any other word behind group_by (MS025).
template <class Input, class... Ks, inherits<word> Word>
  requires(!std::same_as<Word, poisoned_word> && !requires { requires Word::may_begin_with_agg; })
constexpr auto operator|(grouped_stream<Input, Ks...> const&, Word const&) {
  if constexpr (!plan::is_poisoned<typename Input::plan_type>)
    using said [[maybe_unused]] =
        typename diagnostic::group_by_without_agg<diagnostic::in<fixed_string("the next word")>,
                                                  diagnostic::type_is<Word>>::said;
  return stream<plan::poisoned>{};
}

/// An aggregate that is not in agg (MS025).
template <class Input, class... Ks, expr::expression E>
constexpr auto operator|(grouped_stream<Input, Ks...> const&, E const&) {
  if constexpr (!plan::is_poisoned<typename Input::plan_type>)
    using said [[maybe_unused]] = typename diagnostic::group_by_without_agg<
        diagnostic::in<fixed_string("an aggregate alone")>,
        diagnostic::wanted<expr::name_of<E>>>::said;
  return stream<plan::poisoned>{};
}

/// Aggregates of all rows in one group.
template <relation_like Input, class... As>
constexpr auto operator|(Input const& input, detail::agg_of<As...> const& w) {
  return input | detail::agg_word<plan::grouping_keys<>, plan::aggregates<As...>>{{}, {}, w.values};
}

}  // namespace millstream
