// SPDX-License-Identifier: Apache-2.0
//
// A query under a real-time trigger: `.trigger(ms::real_time(5s))` makes one of a query or a tee. Which of them can
// run so is said here; how it runs is the business of runtime/real_time.hpp.
#pragma once

#include <millstream/dsl/tee.hpp>

namespace millstream {

namespace detail {

/// The problem of the first source of a plan that cannot be asked for rows within a batch.
template <class Plan>
struct real_time_sources {
  using problem = diagnostic::none;
};
template <class Schema, class Description>
struct real_time_sources<plan::source<Schema, Description>> {
  using problem =
      std::conditional_t<io::serves_at_once<Description, Schema>, diagnostic::none,
                         diagnostic::source_not_in_real_time<diagnostic::type_is<Description>>>;
};
template <class Step, class Child>
struct real_time_sources<plan::node<Step, Child>> : real_time_sources<Child> {};
template <class L, class R>
struct real_time_sources<plan::union_of<L, R>> {
  using problem = diagnostic::first_problem<typename real_time_sources<L>::problem,
                                            typename real_time_sources<R>::problem>;
};

/// What keeps a query, or an output of a tee, from a real-time trigger in mode `Mode`.
template <class Plan, class Sink, class Mode>
struct real_time_output {
  /// Sources are looked at where the plan is legal.
  template <class Found, class D = void>
  struct sources {
    using problem = Found;
  };
  template <class D>
  struct sources<diagnostic::none, D> : real_time_sources<Plan> {};
  using problem = diagnostic::first_problem<
      typename sources<
          typename plan::legality<Plan, Mode, plan::trigger_value::real_time>::problem>::problem,
      std::conditional_t<io::takes_rows_at_once<Sink>, diagnostic::none,
                         diagnostic::sink_not_in_real_time<diagnostic::type_is<Sink>>>>;
};
template <class Sink, class Mode>
struct real_time_output<plan::poisoned, Sink, Mode> {
  using problem = diagnostic::none;
};

/// The problem of the query as it stands, and in update mode.
template <class Query>
struct real_time_problem;
template <class Plan, class Sink, class Mode, class DeadLetter, class Off, class Late>
struct real_time_problem<query_description<Plan, Sink, Mode, DeadLetter, Off, Late>> {
  using in_its_mode = typename real_time_output<Plan, Sink, Mode>::problem;
  using in_update_mode = typename real_time_output<Plan, Sink, update_mode>::problem;
};
template <class... Queries, class DeadLetter>
struct real_time_problem<tee_description<type_list<Queries...>, DeadLetter>> {
  using in_its_mode =
      diagnostic::first_problem<typename real_time_problem<Queries>::in_its_mode...>;
  using in_update_mode =
      diagnostic::first_problem<typename real_time_problem<Queries>::in_update_mode...>;
};

}  // namespace detail

/// A query, or a tee of several, whose rows leave at once: on one thread a row goes from the source through all of the
/// query before the next one is looked at, and what came of 1,024 rows at most goes out. A batch is what came in an
/// interval. At its end the batch is logged, the watermark moves, state that it passed is freed, and all is committed;
/// after a crash before that the interval is read again.
/// **Shape** as in update mode with one row a batch: each row that touches a group is followed by the group as it is then.
/// **Requires** update mode; steps without state, joins with a table, duplicates and aggregations; sources in memory
/// and the rate source; a sink that takes rows at once (MS045). Dead letters and late rows come with the commit.
/// **Errors** as of other queries: nothing of the open interval is committed.
/// **State** exactly once. The sink has rows as its `delivery_at_once` says: of an interval that was open in a crash a
/// second time, unless they replace those of their key.
/// **Order and time** rows leave in the order in which each source has them. A row is late, and state is freed, by what
/// the watermark was when the interval began; `current_timestamp` is when it began.
/// **Source** Spark's real-time mode, which runs steps without state only.
template <class Query>
struct real_time_query : query_words<real_time_query<Query>> {
  using query_type = Query;
  using plan_type = typename Query::plan_type;
  using problem = diagnostic::first_problem<typename detail::real_time_problem<Query>::in_its_mode,
                                            typename Query::problem>;
  /// What no output mode would mend.
  using problem_in_any_mode = typename detail::real_time_problem<Query>::in_update_mode;
  using poisoned_type =
      real_time_query<query_description<plan::poisoned, detail::no_sink, append_mode>>;

  Query query;
  query_options options;  ///< the query's own are not looked at

  static real_time_query of(Query const& query, real_time_trigger trigger) {
    real_time_query out{{}, query, query.options};
    out.options.available_now = out.options.once = false;
    out.options.real_time = true;
    out.options.interval = trigger.interval;
    return out;
  }

  /// As of the query itself. **Requires** `ms::update` (MS045).
  auto output_mode(auto const&... mode) const {
    auto next = with(query.output_mode(mode...));
    if constexpr (!plan::is_poisoned<typename decltype(next)::plan_type>)
      using said [[maybe_unused]] = typename decltype(next)::problem::said;
    return next;
  }
  auto dead_letter(auto const& sink) const { return with(query.dead_letter(sink)); }
  auto late_rows(auto const& sink) const { return with(query.late_rows(sink)); }
  auto without_rules(auto... rules) const { return with(query.without_rules(rules...)); }
  /// Another trigger in its place.
  auto trigger(auto const& other) const {
    auto out = query;
    out.options = options;
    out.options.real_time = false;
    return out.trigger(other);
  }

 private:
  template <class Other>
  real_time_query<Other> with(Other const& other) const {
    return {{}, other, options};
  }
};

}  // namespace millstream
