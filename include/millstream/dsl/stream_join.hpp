// SPDX-License-Identifier: Apache-2.0
//
// `join` of two streams. The join with a table is in join.hpp.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/base/pack.hpp>
#include <millstream/dsl/filter.hpp>
#include <millstream/dsl/join.hpp>

namespace millstream {

namespace detail {

/// The columns of a schema without which a condition is not true.
template <class Condition, class Schema>
struct columns_of_condition {
  static constexpr auto at = [] {
    std::array<std::size_t, Schema::size> out{};
    std::size_t count = 0;
    for (std::size_t i = 0; i < Schema::size; ++i) {
      bool read = false;
      plan::columns_of_truth<Condition>::each([&](std::string_view path) {
        read = read || path.substr(0, first_dot(path)) == Schema::names[i];
      });
      if (read) out[count++] = i;
    }
    return std::pair(out, count);
  }();
  template <std::size_t... I>
  static auto list(std::index_sequence<I...>)
      -> type_list<expr::column<Schema::template field_at<at.first[I]>::name>...>;
  using type = decltype(list(std::make_index_sequence<at.second>{}));
};

template <class Condition, class L, class R>
struct join_condition_problem {
  using both = millstream::concat_schemas<L, R>;
  using type =
      diagnostic::first_problem<expr::problem_of<Condition, both>,
                                typename condition_problem<expr::type_of<Condition, both>>::type>;
};
template <class L, class R>
struct join_condition_problem<plan::no_condition, L, R> {
  using type = diagnostic::none;
};

template <class Kind, class Right, class Condition, fixed_string... Keys>
struct stream_join_word : word {
  static constexpr auto streams_only = fixed_string("join");
  Right right;
  Condition condition;

  template <class Plan>
  struct problem_of_streams {
    using left = typename Plan::schema_type;
    using other = typename Right::schema_type;
    using type = diagnostic::first_problem<
        std::conditional_t<std::is_same_v<Kind, anti_join>,
                           diagnostic::anti_join_of_streams<diagnostic::in<"join">>,
                           diagnostic::none>,
        key_problem<Keys, left, other>..., typename shared_column<left, other, Keys...>::problem,
        std::conditional_t<plan::is_stateful<Right>,
                           diagnostic::join_of_states<diagnostic::in<"join">>, diagnostic::none>,
        above_collecting_problem<Plan, "join">, above_collecting_problem<Right, "join">,
        typename join_condition_problem<Condition, left,
                                        millstream::keep_fields<other, all_but<Keys...>>>::type>;
  };
  template <class Plan>
  using problem =
      typename std::conditional_t<plan::is_poisoned<Right>, type_identity<diagnostic::none>,
                                  problem_of_streams<Plan>>::type;

  template <class Plan>
  constexpr auto apply(stream<Plan> const& input) const {
    if constexpr (plan::is_poisoned<Right>) {
      return stream<plan::poisoned>{};
    } else {
      using step = plan::stream_join<Kind, Right, Condition, Keys...>;
      using side = plan::condition_side;
      auto const of_left = part<side::left, Plan>();
      auto const of_right = part<side::right, Plan>();
      auto const lefts = whole<!step::keeps_left>(input, of_left);
      // what a left join asks of the keys is asked of the right stream too, as Spark infers it
      auto const of_keys = plan::part_of<plan::of_keys<Keys...>>(condition);
      auto const rights = whole<!step::keeps_right>(
          stream<Right>{{}, right},
          plan::conjunction(staying<step::keeps_left>(of_keys), of_right));
      auto const asked = plan::conjunction(plan::conjunction(staying<step::keeps_left>(of_left),
                                                             staying<step::keeps_right>(of_right)),
                                           part<side::both, Plan>());
      using right_plan = typename decltype(rights)::plan_type;
      return add_step(
          lefts, plan::stream_join<Kind, right_plan, std::remove_cv_t<decltype(asked)>, Keys...>{
                     rights.plan, asked});
    }
  }

 private:
  template <plan::condition_side Side, class Plan>
  constexpr auto part() const {
    return plan::part_of<plan::of_side<Side, typename Plan::schema_type>>(condition);
  }
  // What looks at one stream alone is a filter of it, unless its rows come out without partner too (rule 74).
  template <bool Stays, class Part>
  static constexpr auto staying(Part const& part) {
    if constexpr (Stays)
      return part;
    else
      return plan::no_condition{};
  }
  // of a side of which rows without partner are dropped, those that can have none are left out below the
  // watermark already, as Spark infers it
  template <bool Partnered, class Input, class Part>
  static constexpr auto whole(Input const& input, Part const& part) {
    if constexpr (!Partnered)
      return input;
    else
      return [&]<class... Cs>(type_list<Cs...>) {
        auto const known = without_nulls(input, expr::column<Keys>{}..., Cs{}...);
        if constexpr (std::is_same_v<Part, plan::no_condition>)
          return known;
        else
          return filter_word<Part>{{}, part}.apply(known);
      }(typename columns_of_condition<Condition, typename Input::schema_type>::type{});
  }
};

/// The arguments behind the stream: keys, then perhaps a condition.
template <class Kind, class Plan, class... Rest>
constexpr auto stream_join_of(Plan const& right, pack<Rest...> const& rest) {
  constexpr std::size_t keys = (std::size_t(expr::is_column<Rest>) + ... + 0);
  constexpr bool in_order = [] {
    std::size_t at = 0;
    bool out = true;
    ((out = out && (at < keys) == expr::is_column<Rest>, ++at), ...);
    return out;
  }();
  if constexpr (keys == 0) {
    using said [[maybe_unused]] =
        typename diagnostic::stream_join_needs_equality<diagnostic::type_is<Rest>...>::said;
    return poisoned_word{};
  } else if constexpr (!(expr::expression<Rest> && ...)) {
    return not_columns<"join", Rest...>();
  } else if constexpr (!in_order || sizeof...(Rest) > keys + 1) {
    using said [[maybe_unused]] = typename diagnostic::other_arguments<
        diagnostic::in<"join">, diagnostic::how_to_write<"ms::join(other, \"key\"_c, condition)">,
        diagnostic::type_is<Rest>...>::said;
    return poisoned_word{};
  } else {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      if constexpr (sizeof...(Rest) == keys) {
        return stream_join_word<Kind, Plan, plan::no_condition, nth_type<I, Rest...>::name...>{
            {}, right, {}};
      } else {
        using condition = nth_type<keys, Rest...>;
        return stream_join_word<Kind, Plan, condition, nth_type<I, Rest...>::name...>{
            {}, right, nth<keys>(rest)};
      }
    }(std::make_index_sequence<keys>{});
  }
}
template <class... Rest>
inline constexpr bool ends_with_kind = false;
template <class First, class... Rest>
inline constexpr bool ends_with_kind<First, Rest...> =
    join_kind<nth_type<sizeof...(Rest), First, Rest...>>;

}  // namespace detail

/// Pairs of rows of two streams whose columns `keys` are equal and for which a condition is true, such as
/// `views | ms::join(clicks, "ad"_c, "click"_c >= "view"_c && "click"_c <= "view"_c + 1h)`. The kind stands in front or
/// at the end: `ms::inner` (the default), `ms::left_outer`, `ms::right_outer`, `ms::full_outer`, `ms::left_semi`.
/// **Shape** the left stream's columns, then the right one's but for the keys; of a side that may be missing nullable; of
/// a semi join the left stream's alone. **Requires** the keys on both sides, of one type (MS001, MS010), no other
/// name on both (MS011), a condition (MS004), no operator with state in the right stream (MS083);
/// append mode, or update mode for inner and semi (MS040); an outer or semi join a bound in time: the event time
/// among the keys, or a comparison of the two event times (MS041). **State** the rows of both sides, in the snapshot;
/// those of a side are freed when the watermark has passed what the keys or the condition say, else never.
/// **Order and time** rows behind the watermark are dropped; a row without partner comes out when it is freed, one that
/// fails what the condition asks of its stream alone at once (rule 74). Null keys have no partner, but in a full outer
/// join. **Cost** a hash table probe a row; each row is copied twice.
/// **Source** Spark's stream-stream joins, rules 70-78.
template <class Plan, class... Rest>
  requires(!detail::ends_with_kind<Rest...>)
constexpr auto join(stream<Plan> const& right, Rest const&... rest) {
  return detail::stream_join_of<inner_join>(right.plan, pack<Rest...>(rest...));
}
template <class Plan, class... Rest>
  requires detail::ends_with_kind<Rest...>
constexpr auto join(stream<Plan> const& right, Rest const&... rest) {
  pack<Rest...> const all(rest...);
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return detail::stream_join_of<nth_type<sizeof...(Rest) - 1, Rest...>>(
        right.plan, pack<nth_type<I, Rest...>...>(nth<I>(all)...));
  }(std::make_index_sequence<sizeof...(Rest) - 1>{});
}
template <detail::join_kind Kind, class Plan, class... Rest>
constexpr auto join(Kind, stream<Plan> const& right, Rest const&... rest) {
  return detail::stream_join_of<Kind>(right.plan, pack<Rest...>(rest...));
}

}  // namespace millstream
