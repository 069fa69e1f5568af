// SPDX-License-Identifier: Apache-2.0
//
// `rollup` and `cube`: groups by several sets of the same keys at once; and what tells their rows apart.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/base/meta.hpp>
#include <millstream/base/pack.hpp>
#include <millstream/dsl/aggregate.hpp>

namespace millstream {

namespace expr {

/// Which keys a row's grouping set leaves out, as bits; only in the agg of a rollup or cube.
struct grouping_id_call : base<grouping_id_call> {};
/// Does a row's grouping set leave this key out?
template <fixed_string Key>
struct grouping_call : base<grouping_call<Key>> {};

template <>
inline constexpr auto name_of<grouping_id_call> = plan::grouping_id_name;
template <fixed_string Key>
inline constexpr auto name_of<grouping_call<Key>> =
    concatenated<fixed_string("grouping("), Key, fixed_string(")")>;
template <class Schema>
struct typing<grouping_id_call, Schema> {
  using type = void;
  using problem = diagnostic::grouping_outside_rollup<diagnostic::in<"grouping_id">>;
};
template <fixed_string Key, class Schema>
struct typing<grouping_call<Key>, Schema> {
  using type = void;
  using problem = diagnostic::grouping_outside_rollup<diagnostic::in<"grouping">>;
};

/// One bit of a grouping id.
struct grouping_bit {
  static constexpr std::string_view name = "grouping_bit";
  template <class...>
  using problem = diagnostic::none;
  template <class...>
  using result = std::int8_t;
  static constexpr std::int8_t apply(std::int64_t id, std::int32_t bit) {
    return static_cast<std::int8_t>((id >> bit) & 1);
  }
};

}  // namespace expr

namespace detail {

template <class E>
struct grouping_key_of {
  static constexpr bool marks = false;
  static constexpr std::string_view key = {};
};
template <>
struct grouping_key_of<expr::grouping_id_call> {
  static constexpr bool marks = true;
  static constexpr std::string_view key = {};
};
template <fixed_string Key>
struct grouping_key_of<expr::grouping_call<Key>> {
  static constexpr bool marks = true;
  static constexpr std::string_view key = Key.view();
};
/// Does it ask for the grouping set, and of which key?
template <class E>
using grouping_mark = grouping_key_of<expr::without_alias_t<E>>;

template <class Sets, class Keys, class Aggregates>
struct sets_agg_word;
template <class Sets, class... Ks, class... As>
struct sets_agg_word<Sets, plan::grouping_keys<Ks...>, plan::aggregates<As...>> : word {
  pack<Ks...> keys;
  pack<As...> values;

  template <class E>
  static constexpr std::size_t position_of = [] {
    std::size_t out = no_column, i = 0;
    ((expr::name_of<Ks>.view() == grouping_mark<E>::key ? void(out = i) : void(), ++i), ...);
    return out;
  }();
  template <class E, class Schema, bool Marks>
  struct value_problem {
    using type = diagnostic::first_problem<typename aggregate_only_problem<E>::type,
                                           typename aggregate_problem<E, Schema>::type>;
  };
  template <class E, class Schema>
  struct value_problem<E, Schema, true> {
    using type =
        std::conditional_t<grouping_mark<E>::key.empty() || position_of<E> != no_column,
                           diagnostic::none,
                           diagnostic::grouping_outside_rollup<diagnostic::in<"grouping">>>;
  };
  template <class Plan>
  using problem = diagnostic::first_problem<
      typename group_key_problem<Ks, typename Plan::schema_type>::type...,
      std::conditional_t<(expr::is_window<Ks> || ...),
                         diagnostic::window_in_grouping_sets<diagnostic::in<Sets::name>>,
                         diagnostic::none>,
      typename value_problem<As, typename Plan::schema_type, grouping_mark<As>::marks>::type...,
      typename names_problem<Ks..., As...>::type,
      std::conditional_t<plan::has_unfinished_groups<Plan>,
                         diagnostic::groups_never_finished<diagnostic::in<"agg">>,
                         diagnostic::none>,
      above_collecting_problem<Plan, "agg">>;

  constexpr auto apply(auto const& input) const {
    using expanded = plan::expand<Sets, Ks...>;
    auto const rows = add_step(input, expanded{keys});
    auto const groups = unpack(
        [&](auto const&... es) {
          return add_step(
              rows,
              plan::aggregate<plan::grouping_keys<
                                  expr::alias<expr::name_of<Ks>,
                                              expr::column<expanded::template column_of<Ks>>>...,
                                  expr::column<plan::grouping_id_name>>,
                              plan::aggregates<std::remove_cvref_t<decltype(es)>...>>{
                  {expr::alias<expr::name_of<Ks>, expr::column<expanded::template column_of<Ks>>>(
                       expr::column<expanded::template column_of<Ks>>{})...,
                   expr::column<plan::grouping_id_name>{}},
                  {es...}});
        },
        unpack([](auto const&... es) { return pack_cat(aggregate_only(es)...); }, values));
    using step = plan::project<expr::column<expr::name_of<Ks>>..., decltype(as_result<As>())...>;
    return add_step(groups, step{{expr::column<expr::name_of<Ks>>{}..., as_result<As>()...}});
  }

 private:
  template <class E>
  static constexpr auto aggregate_only(E const& e) {
    if constexpr (grouping_mark<E>::marks)
      return pack<>{};
    else
      return pack<E>(e);
  }
  template <class E>
  static constexpr auto as_result() {
    constexpr auto name = expr::name_of<E>;
    constexpr expr::column<plan::grouping_id_name> id{};
    if constexpr (!grouping_mark<E>::marks)
      return expr::column<name>{};
    else if constexpr (grouping_mark<E>::key.empty())
      return id.as(expr::column<name>{});
    else
      return expr::make_call<expr::grouping_bit>(
                 id, static_cast<std::int32_t>(sizeof...(Ks) - 1 - position_of<E>))
          .as(expr::column<name>{});
  }
};

template <class Sets, class... Ks>
struct grouping_sets_word : group_by_word<Ks...> {};

}  // namespace detail

/// A stream on its way to the agg() of a rollup or cube.
template <class Input, class Sets, class... Ks>
struct stream_of_sets {
  Input input;
  pack<Ks...> keys;
};

/// Groups by all of the keys, by all but the last, and so on to one group of all rows. Must be followed by
/// agg, in which `ms::grouping_id()` and `ms::grouping("key"_c)` say which keys a row is not grouped by.
/// **Shape** the keys, null where a row is not grouped by them, then the aggregates. **Requires** update or
/// complete mode (MS006); columns that there are (MS001), no window among them (MS065). **State** one row
/// a group of each set, never freed. **Cost** each row is put into as many groups as there are sets.
/// **Source** Spark's `Dataset.rollup`, rule 46.
template <expr::expression... Ks>
constexpr auto rollup(Ks const&... keys) {
  return detail::grouping_sets_word<plan::rollup_sets, Ks...>{{{}, {keys...}}};
}
/// `rollup` with every choice of the keys as a set, 6 keys at most. **Source** Spark's `Dataset.cube`.
template <expr::expression... Ks>
  requires(sizeof...(Ks) <= 6)
constexpr auto cube(Ks const&... keys) {
  return detail::grouping_sets_word<plan::cube_sets, Ks...>{{{}, {keys...}}};
}

/// Which keys of a rollup or cube a row is not grouped by: a bit a key, the last key the lowest.
constexpr auto grouping_id() {
  return expr::grouping_id_call{};
}
/// 1 in rows that are not grouped by this key of a rollup or cube, else 0.
template <fixed_string Key>
constexpr auto grouping(expr::column<Key>) {
  return expr::grouping_call<Key>{};
}

template <relation_like Input, class Sets, class... Ks>
constexpr auto operator|(Input const& input, detail::grouping_sets_word<Sets, Ks...> const& w) {
  return stream_of_sets<Input, Sets, Ks...>{input, w.keys};
}
template <class Input, class Sets, class... Ks, class... As>
constexpr auto operator|(stream_of_sets<Input, Sets, Ks...> const& grouped,
                         detail::agg_of<As...> const& w) {
  return grouped.input |
         detail::sets_agg_word<Sets, plan::grouping_keys<Ks...>, plan::aggregates<As...>>{
             {}, grouped.keys, w.values};
}
template <class Input, class Sets, class... Ks>
constexpr auto operator|(stream_of_sets<Input, Sets, Ks...> const& grouped,
                         poisoned_word const& w) {
  return grouped.input | w;
}
/// Any other word behind rollup (MS025).
template <class Input, class Sets, class... Ks, inherits<word> Word>
  requires(!std::same_as<Word, poisoned_word>)
constexpr auto operator|(stream_of_sets<Input, Sets, Ks...> const&, Word const&) {
  if constexpr (!plan::is_poisoned<typename Input::plan_type>)
    using said [[maybe_unused]] =
        typename diagnostic::group_by_without_agg<diagnostic::in<fixed_string("the next word")>,
                                                  diagnostic::type_is<Word>>::said;
  return stream<plan::poisoned>{};
}

}  // namespace millstream
