// SPDX-License-Identifier: Apache-2.0
//
// `union_`: the rows of two streams in one.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/dsl/stream.hpp>

namespace millstream {

namespace detail {
/// The first column that is not the same on both sides.
template <class L, class R, bool SameNames>
struct union_problem;
template <class... L, class... R>
struct union_problem<schema<L...>, schema<R...>, false> {
  using type = diagnostic::union_columns_differ<diagnostic::left_columns<L::name...>,
                                                diagnostic::right_columns<R::name...>>;
};
template <class... L, class... R>
struct union_problem<schema<L...>, schema<R...>, true> {
  using type = diagnostic::first_problem<
      std::conditional_t<std::is_same_v<typename L::type, typename R::type>, diagnostic::none,
                         diagnostic::union_types_differ<
                             diagnostic::wanted<L::name>, diagnostic::left_type<typename L::type>,
                             diagnostic::right_type<typename R::type>>>...>;
};
template <class L, class R>
inline constexpr bool same_names = [] {
  if constexpr (L::size != R::size)
    return false;
  else
    return L::names == R::names;
}();
template <class Left, class Right>
struct union_of_schemas : union_problem<Left, Right, same_names<Left, Right>> {};
template <class Same>
struct union_of_schemas<Same, Same> {
  using type = diagnostic::none;
};

template <class Other>
struct union_word : word {
  static constexpr auto streams_only = fixed_string("union_");
  Other other;
  template <class Plan>
  using problem = diagnostic::first_problem<
      typename union_of_schemas<
          typename Plan::schema_type,
          typename std::conditional_t<plan::is_poisoned<Other>, Plan, Other>::schema_type>::type,
      std::conditional_t<plan::is_stateful<Plan> || plan::is_stateful<Other>,
                         diagnostic::union_of_states<diagnostic::in<"union_">>, diagnostic::none>,
      above_collecting_problem<Plan, "union_">, above_collecting_problem<Other, "union_">>;
  template <class Plan>
  constexpr auto apply(stream<Plan> const& input) const {
    if constexpr (plan::is_poisoned<Other>)
      return stream<plan::poisoned>{};
    else
      return stream<plan::union_of<Plan, Other>>{{}, {input.plan, other}};
  }
};
}  // namespace detail

/// The rows of both streams. A source that both use is read once a batch, each of its rows counted on
/// both sides (rule 17). **Requires** the same columns in the same order
/// (MS012), and operators with state above it only (MS083). **Order and time**
/// each side keeps its order; with a watermark on both, the slower one counts.
template <class Plan>
constexpr auto union_(stream<Plan> const& other) {
  return detail::union_word<Plan>{{}, other.plan};
}
/// A table has no place here (MS027).
template <class Plan>
constexpr auto union_(table_of<Plan> const&) {
  if constexpr (!plan::is_poisoned<Plan>)
    using said [[maybe_unused]] = typename diagnostic::table_for_stream<
        diagnostic::in<fixed_string("union_")>, diagnostic::columns_there_are<>,
        diagnostic::type_is<typename Plan::description_type>>::said;
  return poisoned_word{};
}

/// Both streams in one call (MS080), or nothing (MS082).
template <class... Given>
  requires(sizeof...(Given) != 1)
constexpr auto union_(Given const&...) {
  if constexpr (sizeof...(Given) == 0)
    using said [[maybe_unused]] = typename diagnostic::other_arguments<
        diagnostic::in<"union_">, diagnostic::how_to_write<"stream | ms::union_(other_stream)">,
        diagnostic::type_is<Given>...>::said;
  else
    using said [[maybe_unused]] =
        typename diagnostic::word_before_stream<diagnostic::in<fixed_string("union_")>,
                                                diagnostic::type_is<Given>...>::said;
  return stream<plan::poisoned>{};
}

}  // namespace millstream
