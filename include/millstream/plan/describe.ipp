// SPDX-License-Identifier: Apache-2.0
//
// What of describe.hpp can be compiled once.
#pragma once

#include <millstream/plan/describe.hpp>

namespace millstream::plan {

inline std::string_view kind_word(relation::kind_type kind) {
  constexpr std::string_view words[] = {"Source",
                                        "Table",
                                        "Filter",
                                        "FilterRows",
                                        "WithColumn",
                                        "Project",
                                        "Drop",
                                        "MapRows",
                                        "EventTimeWatermark",
                                        "StaticJoin",
                                        "Aggregate",
                                        "Union",
                                        "Generate",
                                        "Limit",
                                        "Sort",
                                        "Expand",
                                        "Pipeline",
                                        "Deduplicate",
                                        "StreamJoin",
                                        "TransformWithState"};
  return words[static_cast<std::size_t>(kind)];
}

MILLSTREAM_CORE relation::relation() = default;
MILLSTREAM_CORE relation::relation(relation const&) = default;
MILLSTREAM_CORE relation::relation(relation&&) noexcept = default;
MILLSTREAM_CORE relation& relation::operator=(relation const&) = default;
MILLSTREAM_CORE relation& relation::operator=(relation&&) noexcept = default;
MILLSTREAM_CORE relation::~relation() = default;

MILLSTREAM_CORE std::string relation::to_string() const {
  return lines(0);
}

MILLSTREAM_CORE void relation::add(expr::description expression, std::string_view as) {
  if (!as.empty()) expression.as = std::string(as);
  expressions.push_back(std::move(expression));
}

MILLSTREAM_CORE void relation::add_columns(std::span<std::string_view const> names) {
  columns.insert(columns.end(), names.begin(), names.end());
}

MILLSTREAM_CORE void relation::add_child(relation child) {
  children.push_back(std::move(child));
}

MILLSTREAM_CORE std::string relation::head() const {
  auto const list = [](auto const& items, auto text) {
    std::string out;
    for (auto const& item : items)
      out += (out.empty() ? "" : ", ") + text(item);
    return out;
  };
  auto const of = [](expr::description const& e) { return e.to_string(); };
  auto const same = [](std::string const& name) { return name; };
  std::string out(kind_word(kind));
  if (!detail.empty()) out += ' ' + detail;
  if (!expressions.empty())
    out += (kind == kind_type::aggregate ? " by [" : " [") + list(expressions, of) + ']';
  if (!aggregates.empty()) out += " compute [" + list(aggregates, of) + ']';
  if (!columns.empty()) out += " [" + list(columns, same) + ']';
  if (kind == kind_type::watermark || (kind == kind_type::deduplicate && !detail.empty()))
    out += " delay " + expr::duration_text(delay);
  return out;
}

MILLSTREAM_CORE std::string relation::lines(int depth) const {
  std::string out(static_cast<std::size_t>(2 * depth), ' ');
  out += head();
  if (kind == kind_type::source || kind == kind_type::static_source)
    out += " -> " + schema.to_string();
  out += '\n';
  for (auto const& child : children)
    out += child.lines(depth + 1);
  return out;
}

MILLSTREAM_CORE std::uint64_t fingerprint(relation const& plan) {
  std::uint64_t hash = 1469598103934665603ull;
  for (unsigned char const c : plan.to_string())
    hash = (hash ^ c) * 1099511628211ull;
  return hash;
}

}  // namespace millstream::plan
