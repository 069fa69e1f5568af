// SPDX-License-Identifier: Apache-2.0
//
// What of explain.hpp can be compiled once.
#pragma once

#include <millstream/runtime/explain.hpp>

namespace millstream {

MILLSTREAM_CORE std::string explanation::to_string() const {
  std::string fired;
  for (auto const& r : rules)
    fired += (fired.empty() ? "" : ", ") + r;
  return "== Logical plan ==\n" + logical +
         "== Optimized plan ==\nrules: " + (fired.empty() ? "none" : fired) + "\n" + optimized +
         "== Physical plan ==\n" + physical;
}

}  // namespace millstream

namespace millstream::detail {

/// What one operator of a fused loop is called where it runs.
inline std::string physical_line(plan::relation const& r, std::string_view part = {}) {
  using kind = plan::relation::kind_type;
  auto head = plan::explained_head(r);
  auto const renamed = [&](std::string_view word) { head.replace(0, head.find(' '), word); };
  if (r.kind == kind::source) renamed("Scan");
  if (plan::keeps_keys(r.kind)) head.insert(0, part);
  auto const table = [&] {
    std::string out;
    for (auto const* at = &r.children.back(); at;
         at = at->children.empty() ? nullptr : &at->children.front())
      out = at->head() + (out.empty() ? "" : ", " + out);
    return out;
  };
  if (r.kind == kind::static_join) {
    renamed("HashProbe");
    // a stream does not end, so the table is always the side that is built
    head += " build side " + table() + " (rows not known before the start)";
  }
  if (r.kind == kind::transform_with_state && r.children.size() > 1 && part != "Partial")
    head += " initial state " + table() + " (in batch 0)";
  return head + " -> " + plan::columns_text(r.schema) + '\n';
}

/// The steps of one fused loop, the source first.
inline std::string fused_steps(plan::relation const& r) {
  return (r.children.empty() ? "" : fused_steps(r.children.front())) + "  " + physical_line(r);
}

MILLSTREAM_CORE void say_real_time(std::string& physical, std::chrono::milliseconds interval,
                                   std::string_view delivery) {
  physical.insert(
      0, "Real time: one lane, each row through all stages at once; a batch is what comes in " +
             std::to_string(interval.count()) + " ms\n");
  physical.insert(physical.size() - 1, ", each row at once, " + std::string(delivery));
}

MILLSTREAM_CORE std::string physical_text(std::vector<plan::relation> const& branches,
                                          std::vector<std::size_t> const& inputs,
                                          std::vector<plan::relation const*> const& above,
                                          std::vector<std::string_view> const& states,
                                          std::string const& sink, std::string const& late_rows,
                                          std::uint32_t partitions) {
  bool const stateful = !states.empty();
  std::string out = "Stage 1: one fused loop a lane\n";
  // input K of the flow is the right stream of the K-th join, the first one what the lowest operator takes
  auto const operator_of = [&](std::size_t input) {
    if (input == 0) return above.back();
    auto at = above.rbegin();
    while ((*at)->kind != plan::relation::kind_type::stream_join || --input != 0)
      ++at;
    return *at;
  };
  for (std::size_t b = 0; b < branches.size(); ++b) {
    out += fused_steps(branches[b]);
    if (stateful) out += "  " + physical_line(*operator_of(inputs[b]), "Partial");
    if (!late_rows.empty() && inputs[b] == 0) out += "  Append " + late_rows + '\n';
  }
  std::size_t operators = 0;
  for (auto step = above.rbegin(); step != above.rend(); ++step) {
    if (!plan::keeps_keys((*step)->kind)) {
      out += "  " + physical_line(**step);
      continue;
    }
    if (operators > 0) out += "  " + physical_line(**step, "Partial");
    out += "Stage " + std::to_string(operators + 2) + ": " + std::to_string(partitions) +
           " state partitions, lanes merged in order\n  " + physical_line(**step, "Merge");
    out.insert(out.size() - 1, " (" + std::string(states[operators++]) + ")");
  }
  return out + "  " + sink + "\n";
}

}  // namespace millstream::detail
