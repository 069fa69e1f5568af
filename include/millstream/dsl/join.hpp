// SPDX-License-Identifier: Apache-2.0
//
// `join`: columns of a static table beside each row of a stream. The join of two streams is in stream_join.hpp.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/dsl/stream.hpp>

namespace millstream {

using plan::anti_join;
using plan::full_join;
using plan::inner_join;
using plan::left_join;
using plan::right_join;
using plan::semi_join;
/// Rows without a partner are left out.
inline constexpr inner_join inner{};
/// Rows on the left without a partner stay, with nulls beside them.
inline constexpr left_join left_outer{};
/// Rows of the right stream without a partner stay, with nulls beside them.
inline constexpr right_join right_outer{};
/// Rows of both streams without a partner stay.
inline constexpr full_join full_outer{};
/// Rows of the left stream that have a partner, each once.
inline constexpr semi_join left_semi{};
/// Rows of the stream that have no partner in a table.
inline constexpr anti_join left_anti{};

namespace detail {

template <class Schema, fixed_string Name>
using key_type = without_optional_t<expr::type_of<expr::column<Name>, Schema>>;

template <fixed_string Name, class L, class R>
using key_problem = diagnostic::first_problem<
    expr::problem_of<expr::column<Name>, L>, expr::problem_of<expr::column<Name>, R>,
    key_type_problem<"join", Name, key_type<L, Name>>,
    std::conditional_t<std::is_same_v<key_type<L, Name>, key_type<R, Name>>, diagnostic::none,
                       diagnostic::join_key_types_differ<
                           diagnostic::wanted<Name>, diagnostic::left_type<key_type<L, Name>>,
                           diagnostic::right_type<key_type<R, Name>>>>>;

/// A column that both sides have and that is no key.
template <class L, class R, fixed_string... Keys>
struct shared_column {
  static constexpr auto name = make_fixed_string<[] {
    std::string_view out{};
    for (auto const n : R::names)
      if (L::has(n) && ((n != Keys.view()) && ...) && out.empty()) out = n;
    return out;
  }>();
  using problem = std::conditional_t<name.size() == 0, diagnostic::none,
                                     diagnostic::ambiguous_column<diagnostic::wanted<name>>>;
};

template <class T>
concept join_kind = std::is_same_v<T, inner_join> || std::is_same_v<T, left_join> ||
                    std::is_same_v<T, right_join> || std::is_same_v<T, full_join> ||
                    std::is_same_v<T, semi_join> || std::is_same_v<T, anti_join>;

/// A stream may lack partners in a table, not the other way round.
template <class Kind>
using table_kind_problem =
    std::conditional_t<std::is_same_v<Kind, right_join> || std::is_same_v<Kind, full_join>,
                       diagnostic::static_join_keeps_table<diagnostic::in<"join">>,
                       diagnostic::none>;

template <class Kind>
inline constexpr bool puts_no_column =
    std::is_same_v<Kind, semi_join> || std::is_same_v<Kind, anti_join>;

/// Columns, at least one, and behind them the kind of join.
template <class... Args>
inline constexpr bool keys_then_kind = [] {
  if constexpr (sizeof...(Args) < 2)
    return false;
  else
    return join_kind<nth_type<sizeof...(Args) - 1, Args...>> &&
           (std::size_t(expr::is_column<Args>) + ...) == sizeof...(Args) - 1;
}();

template <class Kind, class Table, fixed_string... Keys>
struct join_word : word {
  Table table;
  template <class Plan>
  using problem = std::conditional_t<
      plan::is_poisoned<Table>, diagnostic::none,
      diagnostic::first_problem<
          table_kind_problem<Kind>,
          key_problem<Keys, typename Plan::schema_type, typename Table::schema_type>...,
          typename shared_column<
              typename Plan::schema_type,
              std::conditional_t<puts_no_column<Kind>, schema<>, typename Table::schema_type>,
              Keys...>::problem>>;
  constexpr auto apply(auto const& input) const {
    if constexpr (plan::is_poisoned<Table>)
      return stream<plan::poisoned>{};
    else if constexpr (std::is_same_v<Kind, inner_join> || std::is_same_v<Kind, semi_join>)
      return add_step(without_nulls(input, expr::column<Keys>{}...),
                      plan::static_join<Kind, Table, Keys...>{table});
    else
      return add_step(input, plan::static_join<Kind, Table, Keys...>{table});
  }
};

}  // namespace detail

/// Puts a static table's columns beside each row, where the columns named `keys` are equal.
/// **Shape** the stream's columns, then the table's but for the keys; 0 to n rows out a row; with
/// `left_outer` at least 1, and the table's columns are nullable; `left_semi` and `left_anti` keep the rows with and
/// those without a partner as they are. **Requires** the keys on both sides, of one type (MS001, MS010) that is compared
/// (MS057), no other name on both where the table's columns come out (MS011). **State** none; the table is read once at
/// start and kept in memory. **Order and time** order kept; a null key never matches.
/// **Cost** a probe of a hash table a row. **Source** Spark's stream-static join, rule 49.
template <class Plan, fixed_string... Keys>
  requires(sizeof...(Keys) > 0)
constexpr auto join(table_of<Plan> const& table, expr::column<Keys>...) {
  return detail::join_word<inner_join, Plan, Keys...>{{}, table.plan};
}
/// The same with the kind of join said: `ms::join(ms::left_outer, airlines, "carrier"_c)`.
template <detail::join_kind Kind, class Plan, fixed_string... Keys>
  requires(sizeof...(Keys) > 0)
constexpr auto join(Kind, table_of<Plan> const& table, expr::column<Keys>...) {
  return detail::join_word<Kind, Plan, Keys...>{{}, table.plan};
}
/// The same in Spark's order: `ms::join(airlines, "carrier"_c, ms::left_outer)`.
template <class Plan, class... KeysThenKind>
  requires(detail::keys_then_kind<KeysThenKind...>)
constexpr auto join(table_of<Plan> const& table, KeysThenKind...) {
  using kind = nth_type<sizeof...(KeysThenKind) - 1, KeysThenKind...>;
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return join(kind{}, table, nth_type<I, KeysThenKind...>{}...);
  }(std::make_index_sequence<sizeof...(KeysThenKind) - 1>{});
}

/// Text for a key, or another value that is no column (MS070).
template <class Plan, class... Keys>
  requires(sizeof...(Keys) > 0 && !(expr::is_column<Keys> && ...) &&
           !detail::keys_then_kind<Keys...>)
constexpr auto join(table_of<Plan> const&, Keys const&...) {
  return detail::not_columns<"join", Keys...>();
}
template <detail::join_kind Kind, class Plan, class... Keys>
  requires(!(expr::is_column<Keys> && ...))
constexpr auto join(Kind, table_of<Plan> const&, Keys const&...) {
  return detail::not_columns<"join", Keys...>();
}

/// Rows that were not read as a table (MS028).
template <class NoTable, class... Rest>
  requires(!relation_like<NoTable> && !detail::join_kind<NoTable>)
constexpr auto join(NoTable const&, Rest const&...) {
  using said [[maybe_unused]] = typename diagnostic::no_table<diagnostic::type_is<NoTable>,
                                                              diagnostic::type_is<Rest>...>::said;
  return poisoned_word{};
}
/// A join without a key (MS026).
template <class Plan>
constexpr auto join(table_of<Plan> const&) {
  using said [[maybe_unused]] = typename diagnostic::word_of_nothing<
      diagnostic::in<fixed_string("join")>,
      typename expr::detail::columns_of<typename Plan::schema_type>::type>::said;
  return poisoned_word{};
}

}  // namespace millstream
