// SPDX-License-Identifier: Apache-2.0
//
// `select`, `with_column` and `drop`: which columns go on, and new ones from expressions.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/dsl/stream.hpp>

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

template <class... Es>
struct select_word : word {
  std::tuple<Es...> values;
  template <class Plan>
  using problem = diagnostic::first_problem<expr::problem_of<Es, typename Plan::schema_type>...,
                                            typename names_problem<Es...>::type>;
  constexpr auto apply(auto const& input) const {
    return add_step(input, plan::project<Es...>{values});
  }
};

template <fixed_string Name, class E>
struct with_column_word : word {
  E value;
  template <class Plan>
  using problem = expr::problem_of<E, typename Plan::schema_type>;
  constexpr auto apply(auto const& input) const {
    return add_step(input, plan::with_column<Name, E>{value});
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
/// **Shape** one row out a row. **Requires** columns that there are (MS001), a name for each (MS014),
/// no name twice (MS013). **Order and time** order kept; a plain column keeps its event-time tag.
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

/// Adds a column, or replaces the one of that name. **Source** Spark's `Dataset.withColumn`.
template <fixed_string Name, expr::value_or_expression E>
constexpr auto with_column(expr::column<Name>, E const& value) {
  return detail::with_column_word<Name, expr::as_expression_t<E>>{{}, expr::as_expression(value)};
}

/// All columns but these. **Requires** that there are such columns (MS001).
template <fixed_string... Names>
constexpr auto drop(expr::column<Names>...) {
  return detail::drop_word<Names...>{};
}

}  // namespace millstream
