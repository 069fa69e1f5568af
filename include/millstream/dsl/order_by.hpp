// SPDX-License-Identifier: Apache-2.0
//
// `order_by` and `sort`: one word in two spellings.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/base/pack.hpp>
#include <millstream/dsl/stream.hpp>
#include <millstream/expr/ordering.hpp>

namespace millstream {

namespace detail {

/// A map has no order, alone of all types.
template <class T>
using order_problem = std::conditional_t<
    is_map<without_optional_t<T>>,
    diagnostic::incomparable_types<diagnostic::left_type<T>, diagnostic::right_type<T>>,
    diagnostic::none>;

template <class... Orderings>
struct order_by_word : word {
  static constexpr auto streams_only = fixed_string("order_by");
  pack<Orderings...> keys;
  template <class Plan>
  using problem = diagnostic::first_problem<
      expr::problem_of<Orderings, typename Plan::schema_type>...,
      order_problem<expr::type_of<Orderings, typename Plan::schema_type>>...>;
  constexpr auto apply(auto const& input) const {
    return add_step(input, plan::order_by<Orderings...>{keys});
  }
};

}  // namespace detail

/// The rows of each result in this order: `ms::order_by(ms::desc("n"_c), "campaign_id"_c)`. A column alone
/// ascends, nulls first; `ms::desc` descends, nulls last; `ms::asc_nulls_last` and `ms::desc_nulls_first` are
/// the others. NaN is the greatest number, text goes by its bytes; rows that are equal in all keys come in the
/// order of their columns.
/// **Shape** same rows. **Requires** complete mode and an aggregation below (MS036); columns that there are
/// (MS001) and are no maps (MS002); no aggregation, union or watermark above it (MS063). **Cost** the result is copied and sorted in
/// each batch. **Source** Spark's `Dataset.orderBy`, rule 44.
template <expr::expression... Es>
constexpr auto order_by(Es const&... keys) {
  if constexpr (sizeof...(Es) == 0) {
    using said [[maybe_unused]] =
        typename diagnostic::word_of_nothing<diagnostic::in<fixed_string("order_by")>,
                                             diagnostic::type_is<Es>...>::said;
    return poisoned_word{};
  } else {
    return detail::order_by_word<decltype(expr::as_ordering(keys))...>{
        {}, {expr::as_ordering(keys)...}};
  }
}

/// Text for a column (MS070).
template <class... Es>
  requires(!(expr::expression<Es> && ...))
constexpr auto order_by(Es const&...) {
  return detail::not_columns<"order_by", Es...>();
}

/// `order_by` in another spelling.
template <expr::expression... Es>
constexpr auto sort(Es const&... keys) {
  return order_by(keys...);
}

}  // namespace millstream
