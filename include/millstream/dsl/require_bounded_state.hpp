// SPDX-License-Identifier: Apache-2.0
//
// `require_bounded_state`: a query that may run for years must not keep rows for ever.
#pragma once

#include <millstream/base/pack.hpp>
#include <millstream/dsl/tee.hpp>
#include <millstream/plan/bounded_state.hpp>

namespace millstream {

/// A query of which the watermark, or a timeout, frees everything that it keeps.
template <class Query>
concept has_bounded_state = diagnostic::is_none<
    typename plan::bounded_state<typename Query::plan_type, typename Query::mode_type>::problem>;

/// Returns the query as it is, and does not compile where the state of an operator grows for ever:
/// `ms::run(ms::require_bounded_state(query))`.
/// **Requires** `has_bounded_state<Query>` (MS047): grouping keys that hold the event time of a
/// watermark, and not complete mode. Late rows are dropped there, so state is bounded by how many keys
/// there are within the watermark's delay.
template <class Query>
Query require_bounded_state(Query query) {
  // what the query has no right to be is told when it is started
  if constexpr (diagnostic::is_none<typename Query::problem> && !has_bounded_state<Query>)
    using said [[maybe_unused]] =
        typename plan::bounded_state<typename Query::plan_type,
                                     typename Query::mode_type>::problem::said;
  return query;
}
/// Of a tee: every output of it.
template <class... Queries, class DeadLetter>
auto require_bounded_state(tee_description<type_list<Queries...>, DeadLetter> tee) {
  unpack([](auto const&... outputs) { (require_bounded_state(outputs), ...); }, tee.queries);
  return tee;
}

}  // namespace millstream
