// SPDX-License-Identifier: Apache-2.0
//
// `explain`: the three plans of a query, printed from the types that run; `explain_dot`: the optimized
// one as a graph.
#pragma once

#include <millstream/base/inline.hpp>
#include <millstream/base/pack.hpp>
#include <millstream/optimize/optimize.hpp>
#include <millstream/plan/bounded_state.hpp>
#include <millstream/plan/dot_graph.hpp>
#include <millstream/runtime/start.hpp>

namespace millstream {

/// The three plans as text.
struct explanation {
  std::string logical;
  std::string optimized;
  std::vector<std::string> rules;  ///< those that changed the plan
  std::string physical;

  std::string to_string() const;
  friend std::ostream& operator<<(std::ostream& out, explanation const& e) {
    return out << e.to_string();
  }
};

namespace detail {

/// `branches`: what each fused loop runs; `inputs`: which input of the flow each is of; `above`: what stands above them,
/// the result first; `states`: what is said of the state of each operator that has one, the lowest first; `late_rows`:
/// where those of the lowest go, empty where nobody wants them.
std::string physical_text(std::vector<plan::relation> const& branches,
                          std::vector<std::size_t> const& inputs,
                          std::vector<plan::relation const*> const& above,
                          std::vector<std::string_view> const& states, std::string const& sink,
                          std::string const& late_rows, std::uint32_t partitions);

/// Says in a physical plan that its stages run row by row.
void say_real_time(std::string& physical, std::chrono::milliseconds interval,
                   std::string_view delivery);

/// What each output mode does to a sink: update hands on changed groups, which replace older ones where the sink has
/// keys; complete hands on the whole result in place of the one before.
template <class Mode>
constexpr std::string_view sink_verb() {
  if constexpr (std::is_same_v<Mode, complete_mode>)
    return "Replace ";
  else if constexpr (std::is_same_v<Mode, update_mode>)
    return "Update ";
  else
    return "Append to ";
}

/// What a sink is called in a plan.
template <class Sink>
std::string sink_text(Sink const& sink, std::string_view mode) {
  std::string out = "sink";
  if constexpr (requires {
                  { sink.to_string() } -> std::convertible_to<std::string>;
                })
    out = sink.to_string();
  return out + " [" + std::string(mode) + "]";
}
template <class Query>
std::string sink_text(Query const& query) {
  return sink_text(query.sink, Query::mode_type::name);
}
template <class Query>
std::string late_rows_text(Query const& query) {
  if constexpr (takes_late_rows<Query>)
    return "late rows to " + sink_text(query.late, append_mode::name);
  else
    return static_cast<void>(query), std::string();
}

template <class Query>
using optimized_of =
    optimize::optimized_plan<typename Query::plan_type, typename Query::optimizer_off,
                             takes_late_rows<Query>>;

}  // namespace detail

/// The logical, optimized and physical plan of a query, each operator with the columns that come out of
/// it (`?`: may be null), and the names of the rules that changed the plan. Opens nothing, runs nothing.
template <detail::query_like Query>
explanation explain(Query const& query) {
  explanation out;
  using said [[maybe_unused]] = typename detail::mistake<Query>::said;
  if constexpr (detail::startable<Query>) {
    detail::optimized_of<Query> const plans(query.plan);
    out.logical = plan::explained(plans.logical_relation());
    auto const optimized = plans.optimized_relation();
    out.optimized = plan::explained(optimized);
    out.rules = plans.fired_rules();
    std::vector<std::string_view> states;
    for (auto const state :
         plan::keyed_states<typename Query::plan_type, typename Query::mode_type>)
      states.push_back(plan::state_text(state));
    std::vector<plan::relation const*> above;
    std::size_t left = states.size();
    for (auto const* at = &optimized;
         left > 0 || above.size() < detail::optimized_of<Query>::collecting_steps;
         at = &at->children.front()) {
      above.push_back(at);
      left -= plan::keeps_keys(at->kind);
    }
    out.physical = detail::physical_text(
        plans.branch_relations(), plans.branch_inputs(), above, states,
        std::string(detail::sink_verb<typename Query::mode_type>()) + detail::sink_text(query),
        detail::late_rows_text(query), query.options.state_partitions);
  }
  return out;
}

/// The same under a real-time trigger: the physical plan says how its stages run, and what the sink has of rows after a
/// crash.
template <class Plan, class Sink, class Mode, class DeadLetter, class Off, class Late>
explanation explain(
    real_time_query<query_description<Plan, Sink, Mode, DeadLetter, Off, Late>> const& query) {
  explanation out;
  using query_type = std::remove_cvref_t<decltype(query)>;
  using said [[maybe_unused]] = typename detail::mistake<query_type>::said;
  if constexpr (detail::startable<query_type>) {
    auto micro_batches = query.query;
    micro_batches.options = query.options;
    out = explain(micro_batches);
    detail::say_real_time(out.physical, query.options.interval,
                          io::delivery_text(Sink::delivery_at_once));
  }
  return out;
}

/// Something that is no query (MS085).
template <class NoQuery>
  requires(!detail::query_like<NoQuery>)
explanation explain(NoQuery const&) {
  using said [[maybe_unused]] = typename detail::no_query<"explain", NoQuery>::said;
  return {};
}

/// The plans of each output of a tee, one behind the other.
template <class... Queries, class DeadLetter>
std::vector<explanation> explain(tee_description<type_list<Queries...>, DeadLetter> const& tee) {
  return unpack(
      [](auto const&... outputs) { return std::vector<explanation>{explain(outputs)...}; },
      tee.queries);
}

/// The same under a real-time trigger.
template <class... Queries, class DeadLetter>
std::vector<explanation> explain(
    real_time_query<tee_description<type_list<Queries...>, DeadLetter>> const& tee) {
  return unpack(
      [&](auto const&... outputs) {
        return std::vector<explanation>{
            explain(outputs.trigger(real_time_trigger{tee.options.interval}))...};
      },
      tee.query.queries);
}

/// The optimized plan as a graph in Graphviz's language (`dot -Tsvg`): rows flow upwards, and a source
/// that several branches read is one node. Opens nothing, runs nothing.
template <class Query>
std::string explain_dot(real_time_query<Query> const& query) {
  using said [[maybe_unused]] = typename detail::mistake<real_time_query<Query>>::said;
  return explain_dot(query.query);
}
template <class Query>
std::string explain_dot(Query const& query) {
  using said [[maybe_unused]] = typename detail::mistake<Query>::said;
  if constexpr (detail::startable<Query>) {
    detail::optimized_of<Query> const plans(query.plan);
    return plan::dot_graph(plans.optimized_relation(), detail::sink_text(query),
                           detail::late_rows_text(query), plans.fired_rules());
  } else {
    return {};
  }
}

}  // namespace millstream

#ifndef MILLSTREAM_COMPILED
#include <millstream/runtime/explain.ipp>
#endif
