// SPDX-License-Identifier: Apache-2.0
//
// `distinct`: each row once.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/dsl/aggregate.hpp>

namespace millstream {

namespace detail {

struct distinct_word : word {
  static constexpr auto streams_only = fixed_string("distinct");
  template <class Schema>
  struct over;
  template <class... Fs>
  struct over<schema<Fs...>> {
    using type = agg_word<plan::grouping_keys<expr::column<Fs::name>...>, plan::aggregates<>>;
  };
  template <class Plan>
  using same_as = typename over<typename Plan::schema_type>::type;
  template <class Plan>
  using problem = typename same_as<Plan>::template problem<Plan>;
  template <class Input>
  constexpr auto apply(Input const& input) const {
    return same_as<typename Input::plan_type>{}.apply(input);
  }
};

}  // namespace detail

/// Each row once, however often it came: SQL's `SELECT DISTINCT`, an aggregation by all columns.
/// **Shape** same columns. **Requires** update or complete mode, or append mode and an event time among the
/// columns (MS006); no aggregation below whose groups are never finished (MS023); columns that are no arrays or records (MS067). **State** one
/// row a distinct row, freed by the watermark if the event time is a column, else never. **Source** rule 46.
constexpr auto distinct() {
  return detail::distinct_word{};
}

/// Is by all columns (MS082).
template <class First, class... Rest>
constexpr auto distinct(First const&, Rest const&...) {
  using said [[maybe_unused]] = typename diagnostic::other_arguments<
      diagnostic::in<"distinct">,
      diagnostic::how_to_write<"ms::select(\"name\"_c) | ms::distinct()">,
      diagnostic::type_is<First>, diagnostic::type_is<Rest>...>::said;
  return poisoned_word{};
}

}  // namespace millstream
