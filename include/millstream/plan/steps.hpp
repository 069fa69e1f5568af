// SPDX-License-Identifier: Apache-2.0
//
// The steps that a plan is made of, as types with run-time parameters: what each reads, what columns
// come out, and what becomes of the event-time tag. A step has no child, so that the optimizer can
// reorder steps and build nested nodes (node.hpp) once. Checks of the user's words are in dsl/.
#pragma once

#include <array>
#include <string_view>

#include <millstream/base/pack.hpp>
#include <millstream/expr/functions/null_handling.hpp>
#include <millstream/expr/functions/window_time.hpp>
#include <millstream/expr/typing.hpp>

namespace millstream::plan {

enum class step_kind : std::uint8_t {
  filter,
  filter_rows,
  with_column,
  project,
  drop,
  map_rows,
  watermark,
  static_join,
  aggregate,
  generate,  // steps/generate.hpp
  limit,     // steps/collecting.hpp
  order_by,
  expand,               // steps/expand.hpp
  named_part,           // steps/named_part.hpp
  deduplicate,          // steps/deduplicate.hpp
  stream_join,          // steps/stream_join.hpp
  transform_with_state  // steps/transform_with_state.hpp
};

namespace detail {

template <class E, class In>
using field_of = field<expr::name_of<E>, owned_of<expr::type_of<E, In>>>;

/// Does an expression pass a column on unchanged? Its name if so, else empty.
template <class E>
inline constexpr std::string_view plain_column = {};
template <fixed_string Name>
inline constexpr std::string_view plain_column<expr::column<Name>> =
    expr::column<Name>::name.view();
template <fixed_string Name>
inline constexpr std::string_view
    plain_column<expr::call<expr::known_not_null, expr::column<Name>>> =
        expr::column<Name>::name.view();
template <fixed_string Name, class E>
inline constexpr std::string_view plain_column<expr::alias<Name, E>> = plain_column<E>;

/// The same where the column's event time alone is passed on: the time of a window, the windows of a time.
template <class E>
inline constexpr std::string_view timed_column = plain_column<E>;
template <class E>
inline constexpr std::string_view timed_column<expr::call<expr::window_time_of, E>> =
    plain_column<E>;
template <class E, class... Lengths>
inline constexpr std::string_view timed_column<expr::call<expr::windows_of, E, Lengths...>> =
    timed_column<E>;
template <fixed_string Name, class E>
inline constexpr std::string_view timed_column<expr::alias<Name, E>> = timed_column<E>;

template <class Schema>
constexpr void visit_all(auto&& visit) {
  for (auto const name : Schema::names)
    visit(name);
}

template <class T>
struct callable_argument {
  using type = void;
};
template <class C, class R, class A>
struct callable_argument<R (C::*)(A) const> {
  using type = std::remove_cvref_t<A>;
};
template <class C, class R, class A>
struct callable_argument<R (C::*)(A)> : callable_argument<R (C::*)(A) const> {};
template <class R, class A>
struct callable_argument<R (*)(A)> {
  using type = std::remove_cvref_t<A>;
};

}  // namespace detail

/// The struct that a function takes, void when it takes any row (`auto const&`).
template <class F>
struct argument_struct {
  using type = void;
};
template <class F>
  requires requires { &F::operator(); }
struct argument_struct<F> : detail::callable_argument<decltype(&F::operator())> {};
template <class R, class A>
struct argument_struct<R (*)(A)> : detail::callable_argument<R (*)(A)> {};
template <class F>
using argument_struct_t = typename argument_struct<F>::type;

/// A row as a user's function sees it: columns by `row["name"_c]`.
template <class Row>
struct row_view {
  Row const* of;
  using schema_type = typename Row::schema_type;
  template <fixed_string Name>
  constexpr decltype(auto) operator[](expr::column<Name>) const {
    return of->template get<Name>();
  }
};

template <class F, class In>
constexpr void visit_columns_of_function(auto&& visit) {
  if constexpr (adapted_struct<argument_struct_t<F>>)
    detail::visit_all<schema_of<argument_struct_t<F>>>(visit);
  else
    detail::visit_all<In>(visit);
}

/// Keeps the rows for which the condition is true.
template <class Condition>
struct filter {
  static constexpr auto kind = step_kind::filter;
  Condition condition;
  template <class In>
  using output = In;
  template <class In>
  static constexpr void reads(auto&& visit) {
    expr::uses<Condition>::each(visit);
  }
  template <class In>
  static constexpr std::string_view event_time(std::string_view tag) {
    return tag;
  }
};

/// Keeps the rows for which a function is true.
template <class F>
struct filter_rows {
  static constexpr auto kind = step_kind::filter_rows;
  F f;
  template <class In>
  using output = In;
  template <class In>
  static constexpr void reads(auto&& visit) {
    visit_columns_of_function<F, In>(visit);
  }
  template <class In>
  static constexpr std::string_view event_time(std::string_view tag) {
    return tag;
  }
};

/// Adds a column, or puts it in the place of the one of that name.
template <fixed_string Name, class E>
struct with_column {
  static constexpr auto kind = step_kind::with_column;
  static constexpr auto name = Name;
  E value;
  template <class In>
  using output = put_field<field<Name, owned_of<expr::type_of<E, In>>>, In>;
  template <class In>
  static constexpr void reads(auto&& visit) {
    expr::uses<E>::each(visit);
  }
  template <class In>
  static constexpr std::string_view event_time(std::string_view tag) {
    return detail::timed_column<E> == tag && !tag.empty() ? Name.view()
           : tag == Name.view()                           ? std::string_view{}
                                                          : tag;
  }
};

/// The named expressions, in this order, and nothing else.
template <class... Es>
struct project {
  static constexpr auto kind = step_kind::project;
  pack<Es...> values;
  template <class In>
  using output = schema<detail::field_of<Es, In>...>;
  template <class In>
  static constexpr void reads(auto&& visit) {
    (expr::uses<Es>::each(visit), ...);
  }
  template <class In>
  static constexpr std::string_view event_time(std::string_view tag) {
    std::string_view out{};
    if (!tag.empty())
      ((detail::timed_column<Es> == tag ? void(out = expr::name_of<Es>.view()) : void()), ...);
    return out;
  }
};

/// All columns but the named ones.
template <fixed_string... Names>
struct drop {
  static constexpr auto kind = step_kind::drop;
  template <class In>
  using output = keep_fields<In, all_but<Names...>>;
  template <class In>
  static constexpr void reads(auto&&) {}
  template <class In>
  static constexpr std::string_view event_time(std::string_view tag) {
    return ((tag == Names.view()) || ...) ? std::string_view{} : tag;
  }
};

/// A struct made of each row by a function. Behind it there is no event-time tag.
template <class F, class Out>
struct map_rows {
  static constexpr auto kind = step_kind::map_rows;
  F f;
  template <class In>
  using output = schema_of<Out>;
  template <class In>
  static constexpr void reads(auto&& visit) {
    visit_columns_of_function<F, In>(visit);
  }
  template <class In>
  static constexpr std::string_view event_time(std::string_view) {
    return {};
  }
};

/// Says which column is the event time and how late a row may come.
template <fixed_string Name>
struct watermark {
  static constexpr auto kind = step_kind::watermark;
  static constexpr auto name = Name;
  duration delay;
  template <class In>
  using output = In;
  template <class In>
  static constexpr void reads(auto&& visit) {
    visit(Name.view());
  }
  template <class In>
  static constexpr std::string_view event_time(std::string_view) {
    return Name.view();
  }
};

struct inner_join {
  static constexpr std::string_view name = "inner";
};
struct left_join {
  static constexpr std::string_view name = "left";
};
/// Rows on the left that have a partner, each once.
struct semi_join {
  static constexpr std::string_view name = "semi";
};
/// Rows on the left that have no partner.
struct anti_join {
  static constexpr std::string_view name = "anti";
};

/// Columns of a static table put beside each row of the stream, where the keys are equal; semi and anti joins put none
/// beside it and keep a row or not.
template <class Kind, class Table, fixed_string... Keys>
struct static_join {
  static constexpr auto kind = step_kind::static_join;
  using join_kind = Kind;
  using table_type = Table;
  static constexpr std::array<std::string_view, sizeof...(Keys)> key_names{Keys.view()...};
  static constexpr bool outer = std::is_same_v<Kind, left_join>;
  static constexpr bool anti = std::is_same_v<Kind, anti_join>;
  static constexpr bool keeps_or_drops = anti || std::is_same_v<Kind, semi_join>;
  /// The table's columns that come out: all but the keys.
  using table_columns =
      std::conditional_t<keeps_or_drops, schema<>,
                         keep_fields<typename Table::schema_type, all_but<Keys...>>>;
  using added = typename std::conditional_t<outer, type_identity<nullable_schema<table_columns>>,
                                            type_identity<table_columns>>::type;
  Table table;
  template <class In>
  using output = concat_schemas<In, added>;
  template <class In>
  static constexpr void reads(auto&& visit) {
    (visit(Keys.view()), ...);
  }
  template <class In>
  static constexpr std::string_view event_time(std::string_view tag) {
    return tag;
  }
};

template <class... Es>
struct grouping_keys {};
template <class... As>
struct aggregates {};

/// Groups of rows with equal keys, and the aggregates of each.
template <class Keys, class Aggregates>
struct aggregate;
template <class... Ks, class... As>
struct aggregate<grouping_keys<Ks...>, aggregates<As...>> {
  static constexpr auto kind = step_kind::aggregate;
  using key_list = grouping_keys<Ks...>;
  pack<Ks...> keys;
  pack<As...> values;
  template <class In>
  using key_schema = schema<detail::field_of<Ks, In>...>;
  /// What an aggregate takes. Without a key there is a group even when there was no row (rule 58), of
  /// which only a count is not null.
  template <class A, class In>
  using argument = std::conditional_t<
      sizeof...(Ks) == 0 &&
          !std::is_same_v<typename expr::aggregate_typing<A, In>::argument_type, expr::no_argument>,
      as_optional_t<typename expr::aggregate_typing<A, In>::argument_type>,
      typename expr::aggregate_typing<A, In>::argument_type>;
  template <class A, class In>
  using state = typename expr::aggregate_typing<A, In>::function::template state<argument<A, In>>;
  template <class In>
  using output =
      schema<detail::field_of<Ks, In>...,
             field<expr::name_of<As>, owned_of<typename expr::aggregate_typing<As, In>::function::
                                                   template result<argument<As, In>>>>...>;
  template <class In>
  static constexpr void reads(auto&& visit) {
    (expr::uses<Ks>::each(visit), ...);
    (expr::uses<As>::each(visit), ...);
  }
  /// Does this key hold the event time: the tagged column, or a window of it?
  template <class K>
  static constexpr bool is_event_key(std::string_view tag) {
    if (tag.empty()) return false;
    if constexpr (expr::is_window<K>)
      return detail::timed_column<decltype(expr::without_alias_t<K>::time)> == tag;
    else
      return detail::timed_column<K> == tag;
  }
  template <class In>
  static constexpr std::string_view event_time([[maybe_unused]] std::string_view tag) {
    std::string_view out{};
    ((is_event_key<Ks>(tag) && out.empty() ? void(out = expr::name_of<Ks>.view()) : void()), ...);
    return out;
  }
};

}  // namespace millstream::plan
