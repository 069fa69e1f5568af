// SPDX-License-Identifier: Apache-2.0
//
// `drop_null`: only rows in which values are there.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/base/pack.hpp>
#include <millstream/dsl/select.hpp>
#include <millstream/expr/functions/null_handling.hpp>

namespace millstream {

namespace detail {

struct any_of_them {};
struct all_of_them {};
struct threshold {
  std::int32_t wanted;
};

template <class T>
inline constexpr bool may_be_missing = is_optional<T> || std::is_floating_point_v<T>;
/// A nested record stays nullable: text inside it is a view into where it stands.
template <class T>
inline constexpr bool becomes_known = is_optional<T> && scalar_column<without_optional_t<T>>;

/// `How`: which rows go; `any_of_them` those in which one of the columns is missing.
template <class How, fixed_string... Names>
struct drop_null_word : word {
  How how{};

  template <class Plan>
  using problem =
      diagnostic::first_problem<own_column_problem<Names, typename Plan::schema_type>...>;

  template <class Input>
  constexpr auto apply(Input const& input) const {
    using schema_type = typename Input::schema_type;
    if constexpr (sizeof...(Names) != 0)
      return with_condition<Input, Names...>(input);
    else
      return [&]<class... Fs>(type_identity<schema<Fs...>>) {
        return with_condition<Input, Fs::name...>(input);
      }(type_identity<schema_type>{});
  }

 private:
  template <class Input, fixed_string... Looked>
  constexpr auto with_condition(Input const& input) const {
    using schema_type = typename Input::schema_type;
    constexpr std::size_t missing =
        (std::size_t(may_be_missing<typename schema_type::template type_of<Looked>>) + ... + 0);
    if constexpr (std::is_same_v<How, all_of_them>) {
      if constexpr (missing < sizeof...(Looked))
        return input;  // one of them is there in every row
      else
        return keep(input, 1, expr::column<Looked>{}...);
    } else if constexpr (std::is_same_v<How, threshold>) {
      return keep(input, how.wanted, expr::column<Looked>{}...);
    } else if constexpr (missing == 0) {
      return input;
    } else {
      auto const kept = unpack(
          [&](auto... columns) {
            return keep(input, static_cast<std::int32_t>(sizeof...(columns)), columns...);
          },
          pack_cat(if_missing<schema_type, Looked>()...));
      if constexpr (!(becomes_known<typename schema_type::template type_of<Looked>> || ...))
        return kept;
      else
        return change_columns(kept, []<fixed_string Name>(expr::column<Name> c) {
          if constexpr (((Name.view() == Looked.view()) || ...) &&
                        becomes_known<typename schema_type::template type_of<Name>>)
            return expr::make_call<expr::known_not_null>(c).as(c);
          else
            return c;
        });
    }
  }
  template <class Schema, fixed_string Name>
  static constexpr auto if_missing() {
    if constexpr (may_be_missing<typename Schema::template type_of<Name>>)
      return pack<expr::column<Name>>{};
    else
      return pack<>{};
  }
  // one condition, not a conjunction of several: as a whole it moves below a watermark or stays (rule 28a)
  static constexpr auto keep(auto const& input, std::int32_t wanted, auto const&... columns) {
    auto const condition = expr::make_call<expr::at_least_non_nulls>(wanted, columns...);
    return add_step(input, plan::filter<std::remove_cvref_t<decltype(condition)>>{condition});
  }
};

}  // namespace detail

/// `drop_null(ms::how_all, ...)`: a row goes only if all of the columns are missing.
inline constexpr detail::all_of_them how_all{};
/// `drop_null(ms::thresh(2), ...)`: a row stays if at least so many of the columns are there.
constexpr detail::threshold thresh(std::int32_t wanted) {
  return {wanted};
}

/// Drops the rows in which one of the named columns, or of all, is null or NaN.
/// **Shape** 0 or 1 row out a row; scalar columns looked at can't be null any more. **Requires** columns that
/// there are (MS001). **Order and time** order kept, the event-time tag too; the condition is one, so it
/// moves below a watermark only if it does not read the event time (rule 28a). **Cost** a filter.
/// **Source** Spark's `DataFrameNaFunctions.drop`.
template <fixed_string... Names>
constexpr auto drop_null(expr::column<Names>...) {
  return detail::drop_null_word<detail::any_of_them, Names...>{};
}
/// Drops the rows in which all of the columns are null or NaN. **Shape** the same columns.
template <fixed_string... Names>
constexpr auto drop_null(detail::all_of_them, expr::column<Names>...) {
  return detail::drop_null_word<detail::all_of_them, Names...>{};
}
/// Drops the rows in which fewer than so many of the columns are neither null nor NaN.
template <fixed_string... Names>
constexpr auto drop_null(detail::threshold how, expr::column<Names>...) {
  return detail::drop_null_word<detail::threshold, Names...>{{}, how};
}

}  // namespace millstream
