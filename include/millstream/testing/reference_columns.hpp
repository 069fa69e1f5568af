// SPDX-License-Identifier: Apache-2.0
//
// Which columns of a relation are read above it. Spark prunes the others before it decides whether an
// operator's input has an event time, so the reference interpreter must know.
#pragma once

#include <millstream/testing/reference_normalise.hpp>

namespace millstream::testing::reference {

/// What a relation reads of its first child, of whose own result `wanted` is read.
inline std::set<std::string> read_of_child(plan::relation const& r,
                                           std::set<std::string> const& wanted) {
  std::set<std::string> out = wanted;
  auto const add = [&](std::vector<expr::description> const& es) {
    for (auto const& e : es)
      add_references(e, out);
  };
  auto const make_only_what_is_wanted = [&] {
    for (auto const& e : r.expressions)
      out.erase(name_of(e));
    for (auto const& e : r.expressions)
      if (wanted.contains(name_of(e))) add_references(e, out);
  };
  switch (r.kind) {
    case relation_kind::project:
      out.clear();
      make_only_what_is_wanted();
      break;
    case relation_kind::with_column:
      make_only_what_is_wanted();
      break;
    case relation_kind::aggregate:
      out.clear();
      add(r.expressions);
      add(r.aggregates);
      break;
    case relation_kind::map_rows:
    case relation_kind::filter_rows:
      for (auto const& member : r.children[0].schema.members)
        out.insert(member.name);
      break;
    case relation_kind::generate:
      for (auto const& name : r.columns)
        out.erase(name);
      out.insert(r.columns.back());
      break;
    default:
      add(r.expressions);
      out.insert(r.columns.begin(), r.columns.end());
      if (r.kind == relation_kind::deduplicate && !r.detail.empty())
        out.insert(event_time_of(r.children[0]));
  }
  return out;
}

/// Is a column that comes out of `of` read above it, where `wanted` is read of what comes out of `r`?
inline bool is_read_above(plan::relation const& r, std::set<std::string> const& wanted,
                          plan::relation const& of, std::string const& column) {
  if (&r == &of) return wanted.contains(column);
  for (auto const& child : r.children)
    if (is_read_above(child, read_of_child(r, wanted), of, column)) return true;
  return false;
}
/// The same where the whole result of the plan is read.
inline bool is_read_above(plan::relation const& plan, plan::relation const& of,
                          std::string const& column) {
  std::set<std::string> all;
  for (auto const& member : plan.schema.members)
    all.insert(member.name);
  return is_read_above(plan, all, of, column);
}

}  // namespace millstream::testing::reference
