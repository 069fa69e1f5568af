// SPDX-License-Identifier: Apache-2.0
//
// `explain`: the three plans of a query, printed from the types that run.
#pragma once

#include <millstream/optimize/optimize.hpp>
#include <millstream/plan/bounded_state.hpp>
#include <millstream/runtime/start.hpp>

namespace millstream {

/// The three plans as text.
struct explanation {
  std::string logical;
  std::string optimized;
  std::vector<std::string> rules;  ///< those that changed the plan
  std::string physical;

  std::string to_string() const {
    std::string fired;
    for (auto const& r : rules)
      fired += (fired.empty() ? "" : ", ") + r;
    return "== Logical plan ==\n" + logical +
           "== Optimized plan ==\nrules: " + (fired.empty() ? "none" : fired) + "\n" + optimized +
           "== Physical plan ==\n" + physical;
  }
  friend std::ostream& operator<<(std::ostream& out, explanation const& e) {
    return out << e.to_string();
  }
};

namespace detail {

/// The steps of one fused loop, the source first.
inline void fused_steps(plan::relation const& r, std::string const& indent, std::string& out) {
  using kind = plan::relation::kind_type;
  if (r.kind == kind::union_of) {
    for (auto const& child : r.children)
      fused_steps(child, indent, out);
    return;
  }
  if (!r.children.empty()) fused_steps(r.children.front(), indent, out);
  auto alone = r;
  alone.children.clear();
  auto line = alone.to_string();
  if (r.kind == kind::source) line = "Scan " + line.substr(line.find(' ') + 1);
  if (r.kind == kind::static_join) line = "HashProbe" + line.substr(line.find(' '));
  if (r.kind == kind::aggregate) line = "PartialAggregate" + line.substr(line.find(' '));
  out += indent + line;
}

inline std::string physical_text(plan::relation const& r, std::string const& sink,
                                 std::uint32_t partitions, bool stateful, std::string_view state) {
  using kind = plan::relation::kind_type;
  std::string out;
  if (!stateful) {
    out = "Stage 1: one fused loop a lane\n";
    fused_steps(r, "  ", out);
    return out + "  Append to " + sink + "\n";
  }
  std::vector<plan::relation const*> above;
  auto const* at = &r;
  while (at->kind != kind::aggregate)
    above.push_back(at), at = &at->children.front();
  out = "Stage 1: one fused loop a lane\n";
  fused_steps(*at, "  ", out);
  out += "Stage 2: " + std::to_string(partitions) + " state partitions, lanes merged in order\n";
  auto alone = *at;
  alone.children.clear();
  auto line = alone.to_string();
  line.pop_back();
  out += "  MergeAggregate" + line.substr(line.find(' ')) + " (" + std::string(state) + ")\n";
  for (auto i = above.rbegin(); i != above.rend(); ++i) {
    auto step = **i;
    step.children.clear();
    out += "  " + step.to_string();
  }
  return out + "  Append to " + sink + "\n";
}

}  // namespace detail

/// The logical, optimized and physical plan of a query. Opens nothing and runs nothing.
template <class Query>
explanation explain(Query const& query) {
  explanation out;
  using said [[maybe_unused]] = typename detail::mistake<Query>::said;
  if constexpr (detail::startable<Query>) {
    optimize::optimized_plan<typename Query::plan_type, typename Query::optimizer_off> const plans(
        query.plan);
    out.logical = plans.logical_relation().to_string();
    auto const optimized = plans.optimized_relation();
    out.optimized = optimized.to_string();
    out.rules = plans.fired_rules();
    std::string sink = "sink";
    if constexpr (requires {
                    { query.sink.to_string() } -> std::convertible_to<std::string>;
                  })
      sink = query.sink.to_string();
    out.physical = detail::physical_text(
        optimized, sink + " [" + std::string(Query::mode_type::name) + "]",
        query.options.state_partitions, plan::has_aggregate<typename Query::plan_type>,
        plan::state_text(
            plan::aggregate_state<typename Query::plan_type, typename Query::mode_type>));
  }
  return out;
}

}  // namespace millstream
