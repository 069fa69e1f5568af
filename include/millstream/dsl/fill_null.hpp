// SPDX-License-Identifier: Apache-2.0
//
// `fill_null`: a value where there is none.
#pragma once

#include <limits>

#include <millstream/base/diagnostic.hpp>
#include <millstream/dsl/select.hpp>
#include <millstream/expr/functions/null_handling.hpp>

namespace millstream {

namespace detail {

/// Columns that a value can fill: numbers take any number, text takes text, a bool a bool.
template <class Column, class Value>
inline constexpr bool fills = (number_column<Column> && number_column<Value>) ||
                              (text_column<Column> && text_column<Value>) ||
                              (std::is_same_v<Column, bool> && std::is_same_v<Value, bool>);

/// `Names` empty: every column that the value can fill.
template <class Value, fixed_string... Names>
struct fill_null_word : word {
  Value value;

  template <fixed_string Name, class Schema, bool Has>
  struct type_problem {
    using type = diagnostic::none;
  };
  template <fixed_string Name, class Schema>
  struct type_problem<Name, Schema, true> {
    using column = without_optional_t<typename Schema::template type_of<Name>>;
    using type = std::conditional_t<
        fills<column, Value>, diagnostic::none,
        diagnostic::types_differ<diagnostic::in<"fill_null">, diagnostic::left_type<column>,
                                 diagnostic::right_type<Value>>>;
  };
  template <class Plan>
  using problem = diagnostic::first_problem<
      own_column_problem<Names, typename Plan::schema_type>...,
      typename type_problem<Names, typename Plan::schema_type,
                            Plan::schema_type::has(Names.view())>::type...>;

  template <class Input>
  constexpr auto apply(Input const& input) const {
    return change_columns(input, [&]<fixed_string Name>(expr::column<Name> c) {
      using held = typename Input::schema_type::template type_of<Name>;
      using type = without_optional_t<held>;
      constexpr bool named =
          sizeof...(Names) == 0 ? fills<type, Value> : ((Name.view() == Names.view()) || ...);
      if constexpr (!named)
        return c;
      else if constexpr (std::is_floating_point_v<type>)
        return expr::make_call<expr::coalesce_values>(
                   expr::make_call<expr::nullif_equal>(
                       c, expr::literal<type>(std::numeric_limits<type>::quiet_NaN())),
                   replacement<type>())
            .as(c);
      else if constexpr (is_optional<held>)
        return expr::make_call<expr::coalesce_values>(c, replacement<type>()).as(c);
      else
        return c;
    });
  }

 private:
  template <class T>
  constexpr auto replacement() const {
    if constexpr (text_column<T>)
      return expr::literal<std::string>(std::string(value));
    else
      return expr::literal<T>(expr::cast_to<T>::apply(value));
  }
};

}  // namespace detail

/// A value in place of null, and of NaN, in every column that it can fill (a number in each column of
/// numbers, text in each of text, a bool in each bool), or in the named ones. It is cast to the column's type.
/// **Shape** the same columns; those filled can't be null any more. **Requires** that the named columns are
/// there (MS001) and can take the value (MS024). **Errors** errc::bad_cast at once for a number that a column
/// can't hold. **Source** Spark's `DataFrameNaFunctions.fill`.
template <class Value, fixed_string... Names>
  requires(number_column<Value> || std::is_same_v<Value, bool>)
constexpr auto fill_null(Value value, expr::column<Names>...) {
  return detail::fill_null_word<Value, Names...>{{}, value};
}
template <fixed_string... Names>
auto fill_null(std::string value, expr::column<Names>...) {
  return detail::fill_null_word<std::string, Names...>{{}, std::move(value)};
}

/// The name before the value, or text for a name (MS082).
template <class First, class... Names>
  requires(!(number_column<First> || std::is_same_v<First, bool> ||
             std::is_convertible_v<First, std::string>) ||
           !(expr::is_column<Names> && ...))
constexpr auto fill_null(First const&, Names const&...) {
  using said [[maybe_unused]] = typename diagnostic::other_arguments<
      diagnostic::in<"fill_null">, diagnostic::how_to_write<"ms::fill_null(value, \"name\"_c)">,
      diagnostic::type_is<First>, diagnostic::type_is<Names>...>::said;
  return poisoned_word{};
}

}  // namespace millstream
