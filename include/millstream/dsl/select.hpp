// SPDX-License-Identifier: Apache-2.0
//
// `select`, `with_column` and `drop`: which columns go on, and new ones from expressions.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/base/pack.hpp>
#include <millstream/dsl/stream.hpp>
#include <millstream/expr/functions/map.hpp>
#include <millstream/expr/functions/windows_of.hpp>
#include <millstream/expr/generator.hpp>

namespace millstream {

namespace detail {

template <class... Es>
inline constexpr std::size_t repeated_name = [] {
  constexpr std::array<std::string_view, sizeof...(Es)> names{expr::name_of<Es>.view()...};
  for (std::size_t i = 0; i < names.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (names[i] == names[j]) return i;
  return no_column;
}();

/// Only rows that have elements, unless the generator makes a row of none.
template <class Generator, class E>
constexpr auto with_elements(auto const& input, E const& array) {
  if constexpr (Generator::outer) {
    return input;
  } else {
    auto const there = expr::make_call<expr::has_elements>(array);
    return add_step(input, plan::filter<std::remove_cvref_t<decltype(there)>>{there});
  }
}

template <class... Es>
struct names_problem {
  template <bool Unnamed, std::size_t Repeated, class D = void>
  struct pick {
    using type = diagnostic::none;
  };
  template <std::size_t Repeated, class D>
  struct pick<true, Repeated, D> {
    using type = diagnostic::expression_without_name<diagnostic::in<"select">>;
  };
  template <std::size_t Repeated, class D>
    requires(Repeated != no_column)
  struct pick<false, Repeated, D> {
    using type = diagnostic::column_named_twice<
        diagnostic::wanted<expr::name_of<nth_type<Repeated, Es...>>>>;
  };
  using type = typename pick<((expr::name_of<Es>.size() == 0) || ...), repeated_name<Es...>>::type;
};

/// The problem of a name that must be a column of the input's own, not one inside a nested record.
template <fixed_string Name, class Schema>
using own_column_problem =
    typename std::conditional_t<Schema::has(Name.view()), type_identity<diagnostic::none>,
                                expr::detail::missing_column<Schema, Name>>::type;

/// One projection of every column of the input, each as the expression that `change(column)` makes of it.
template <class Input, class Change>
constexpr auto change_columns(Input const& input, Change const& change) {
  return [&]<class... Fs>(type_identity<schema<Fs...>>) {
    using step = plan::project<std::remove_cvref_t<decltype(change(expr::column<Fs::name>{}))>...>;
    return add_step(input, step{{change(expr::column<Fs::name>{})...}});
  }(type_identity<typename Input::schema_type>{});
}

/// The problem of one expression of a select; a generator is one of its own kind.
template <class E, class Schema>
struct selected_problem {
  using type = diagnostic::first_problem<
      std::conditional_t<expr::is_session<E>,
                         diagnostic::session_outside_group_by<diagnostic::in<"session_window">>,
                         diagnostic::none>,
      expr::problem_of<E, Schema>>;
};
template <class E, class Schema>
  requires(expr::is_generator<E>)
struct selected_problem<E, Schema> : expr::generator_problem<E, Schema> {};

template <class... Es>
struct select_word : word {
  pack<Es...> values;
  template <class Plan>
  using problem =
      diagnostic::first_problem<typename selected_problem<Es, typename Plan::schema_type>::type...,
                                typename names_problem<Es...>::type>;
  constexpr auto apply(auto const& input) const {
    return add_step(input, plan::project<Es...>{values});
  }
};

/// The windows of a row, an array in the column `Name`, become a row each.
template <fixed_string Name>
inline constexpr plan::generate<expr::generator<false, false>, Name, "pos"> a_row_each_window{};

/// A select with a window: a row for each window that the row is in.
template <class... Es>
  requires(!(expr::is_generator<Es> || ...) && (expr::is_time_window<Es> || ...))
struct select_word<Es...> : word {
  pack<Es...> values;
  static constexpr std::size_t windows = (std::size_t(expr::is_time_window<Es>) + ...);
  template <class Plan>
  using problem = diagnostic::first_problem<
      typename selected_problem<Es, typename Plan::schema_type>::type...,
      typename names_problem<Es...>::type,
      std::conditional_t<(windows > 1),
                         diagnostic::two_windows<diagnostic::wanted<expr::name_of<Es>>...>,
                         diagnostic::none>>;

  template <class Input>
  constexpr auto apply(Input const& input) const {
    constexpr std::size_t at = [] {
      std::size_t out = 0, i = 0;
      ((expr::is_time_window<Es> ? void(out = i) : void(), ++i), ...);
      return out;
    }();
    return unpack(
        [&](auto const&... es) {
          using step = plan::project<std::remove_cvref_t<decltype(as_array(es))>...>;
          auto const timed = without_nulls(input, expr::without_alias(nth<at>(values)).time);
          return add_step(add_step(timed, step{{as_array(es)...}}),
                          a_row_each_window<expr::name_of<nth_type<at, Es...>>>);
        },
        values);
  }

 private:
  template <class E>
  static constexpr auto as_array(E const& e) {
    if constexpr (expr::is_time_window<E>)
      return expr::all_windows(e).as(expr::column<expr::name_of<E>>{});
    else
      return e;
  }
};

/// A select with a generator: the array goes through the projection under the generator's name, and its
/// elements stand in its place behind. As Spark infers it, a row without elements goes first (rule 28a).
template <class... Es>
  requires(expr::is_generator<Es> || ...)
struct select_word<Es...> : word {
  pack<Es...> values;
  static constexpr std::size_t at = [] {
    std::size_t out = 0, i = 0;
    ((expr::is_generator<Es> ? void(out = i) : void(), ++i), ...);
    return out;
  }();
  using call = nth_type<at, Es...>;
  using generator = typename call::generator_type;
  template <class... All>
  struct names_problem_of : names_problem<All...> {};
  template <class... All>
    requires(generator::positions)
  struct names_problem_of<All...> : names_problem<All..., expr::column<call::position_name>> {};
  /// The entries of a map stand under the name of its values before they are two columns.
  static constexpr auto key_name = expr::key_name_of<call>;
  static constexpr auto entry_name = expr::entry_name_of<call>;
  template <class E>
  using entry_or = std::conditional_t<expr::is_generator<E>, expr::column<entry_name>, E>;
  template <bool OfMap, class D = void>
  struct all_names : names_problem_of<Es...> {};
  template <class D>
  struct all_names<true, D> : names_problem<entry_or<Es>..., expr::column<key_name>> {};
  template <class Plan>
  using problem = diagnostic::first_problem<
      std::conditional_t<
          ((std::size_t(expr::is_generator<Es> || expr::is_time_window<Es>) + ...) > 1),
          diagnostic::two_generators<diagnostic::in<generator::name>>, diagnostic::none>,
      typename selected_problem<Es, typename Plan::schema_type>::type...,
      typename all_names<expr::generates_entries<call, typename Plan::schema_type>>::type>;

  template <class Input>
  constexpr auto apply(Input const& input) const {
    auto const below = with_elements<generator>(input, nth<at>(values).array);
    if constexpr (expr::generates_entries<call, typename Input::schema_type>)
      return unpack(
          [&](auto const&... es) {
            using entries = plan::project<std::remove_cvref_t<decltype(as_entries(es))>...>;
            auto const generated =
                add_step(add_step(below, entries{{as_entries(es)...}}),
                         plan::generate<generator, entry_name, call::position_name>{});
            auto columns = pack_cat(as_columns<Es>()...);
            return add_step(generated, projected(std::move(columns)));
          },
          values);
    else
      return elements(below);
  }

 private:
  constexpr auto elements(auto const& below) const {
    return unpack(
        [&](auto const&... es) {
          using step = plan::project<std::remove_cvref_t<decltype(as_array(es))>...>;
          return add_step(add_step(below, step{{as_array(es)...}}),
                          plan::generate<generator, call::value_name, call::position_name>{});
        },
        values);
  }
  template <class E>
  static constexpr auto as_entries(E const& e) {
    if constexpr (expr::is_generator<E>)
      return expr::make_call<expr::entries_of_map>(e.array).as(expr::column<entry_name>{});
    else
      return e;
  }
  /// What an expression of the select is behind the entries.
  template <class E>
  static constexpr auto as_columns() {
    if constexpr (expr::is_generator<E>)
      return pack(expr::column<concatenated<entry_name, fixed_string(".key")>>{}.as(
                      expr::column<key_name>{}),
                  expr::column<concatenated<entry_name, fixed_string(".value")>>{}.as(
                      expr::column<entry_name>{}));
    else
      return pack(expr::column<expr::name_of<E>>{});
  }
  template <class... Cs>
  static constexpr auto projected(pack<Cs...> columns) {
    return plan::project<Cs...>{std::move(columns)};
  }
  template <class E>
  static constexpr auto as_array(E const& e) {
    if constexpr (expr::is_generator<E>)
      return expr::alias<E::value_name, decltype(e.array)>(e.array);
    else
      return e;
  }
};

template <fixed_string Name, class E>
struct with_column_word : word {
  E value;
  template <class Plan>
  using problem = typename selected_problem<E, typename Plan::schema_type>::type;
  constexpr auto apply(auto const& input) const {
    return add_step(input, plan::with_column<Name, E>{value});
  }
};

/// A column of windows: a row for each that the row is in.
template <fixed_string Name, class E>
  requires(expr::is_time_window<E>)
struct with_column_word<Name, E> : word {
  E value;
  template <class Plan>
  using problem = expr::problem_of<E, typename Plan::schema_type>;
  constexpr auto apply(auto const& input) const {
    auto const windows = expr::all_windows(value);
    auto const timed = without_nulls(input, expr::without_alias(value).time);
    return add_step(
        add_step(timed, plan::with_column<Name, std::remove_cvref_t<decltype(windows)>>{windows}),
        a_row_each_window<Name>);
  }
};

template <fixed_string Name, class E>
  requires(expr::is_generator<E>)
struct with_column_word<Name, E> : word {
  E value;
  using generator = typename E::generator_type;
  template <class Plan>
  using problem = diagnostic::first_problem<
      typename expr::generator_problem<E, typename Plan::schema_type>::type,
      std::conditional_t<generator::positions ||
                             expr::generates_entries<E, typename Plan::schema_type>,
                         diagnostic::generator_inside_expression<diagnostic::in<generator::name>>,
                         diagnostic::none>>;
  constexpr auto apply(auto const& input) const {
    auto const below = with_elements<generator>(input, value.array);
    using array = decltype(value.array);
    plan::generate<generator, Name, E::position_name> const elements{};
    if constexpr (std::is_same_v<array, expr::column<Name>>)
      return add_step(below, elements);
    else
      return add_step(add_step(below, plan::with_column<Name, array>{value.array}), elements);
  }
};

template <fixed_string... Names>
struct drop_word : word {
  template <class Plan>
  using problem =
      diagnostic::first_problem<own_column_problem<Names, typename Plan::schema_type>...>;
  constexpr auto apply(auto const& input) const { return add_step(input, plan::drop<Names...>{}); }
};

}  // namespace detail

/// The named expressions, in this order, and no other column.
/// **Shape** one row out a row; with a generator (`ms::explode`) one an element, with a window (`ms::window`) one a window
/// that the row is in. **Requires** columns that
/// there are (MS001), a name for each (MS014), no name twice (MS013), one generator (MS060) or one window (MS048), no
/// session (MS091). **Order and time** order kept; a plain column keeps its event-time tag, of windows of it they are
/// the event time.
/// **Cost** none for a column that nobody reads. **Source** Spark's `Dataset.select`.
template <expr::expression... Es>
constexpr auto select(Es const&... values) {
  if constexpr (sizeof...(Es) == 0) {
    using said [[maybe_unused]] =
        typename diagnostic::word_of_nothing<diagnostic::in<fixed_string("select")>,
                                             diagnostic::type_is<Es>...>::said;
    return poisoned_word{};
  } else {
    return detail::select_word<Es...>{{}, {values...}};
  }
}

/// Text, or another value that is no column (MS070).
template <class... Es>
  requires(!(expr::expression<Es> && ...))
constexpr auto select(Es const&...) {
  return detail::not_columns<"select", Es...>();
}

/// Adds a column, or replaces the one of that name. **Shape** one row out a row; of `ms::window` one a window that the
/// row is in, none where its time is null. **Order and time** windows of the event time are the event time then.
/// **Source** Spark's `Dataset.withColumn`.
template <fixed_string Name, expr::value_or_expression E>
constexpr auto with_column(expr::column<Name>, E const& value) {
  return detail::with_column_word<Name, expr::as_expression_t<E>>{{}, expr::as_expression(value)};
}

template <class NoColumn, class E>
  requires(!expr::is_column<NoColumn>)
constexpr auto with_column(NoColumn const&, E const&) {
  return detail::not_columns<"with_column", NoColumn>();
}

/// The stream among the arguments (MS080), or not a name and a value (MS082).
template <class... Given>
  requires(sizeof...(Given) != 2)
constexpr auto with_column(Given const&...) {
  using said [[maybe_unused]] =
      typename detail::wrong_call<"with_column", "ms::with_column(\"name\"_c, value)",
                                  Given...>::said;
  return poisoned_word{};
}

/// All columns but these. **Requires** that there are such columns (MS001).
template <fixed_string... Names>
constexpr auto drop(expr::column<Names>...) {
  return detail::drop_word<Names...>{};
}
template <class... Cs>
  requires(!(expr::is_column<Cs> && ...))
constexpr auto drop(Cs const&...) {
  return detail::not_columns<"drop", Cs...>();
}

}  // namespace millstream
