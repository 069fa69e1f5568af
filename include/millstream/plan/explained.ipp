// SPDX-License-Identifier: Apache-2.0
//
// What of explained.hpp can be compiled once.
#pragma once

#include <millstream/plan/explained.hpp>

namespace millstream::plan {

MILLSTREAM_CORE std::string type_text(data_type const& type) {
  std::string out;
  if (type.kind == type_kind::record) {
    for (auto const& m : type.members)
      out += (out.empty() ? "" : ", ") + m.name + ": " + type_text(m.type);
    out = "struct<" + out + '>';
  } else if (type.kind == type_kind::array) {
    out = "array<" + type_text(type.members.front().type) + '>';
  } else if (type.kind == type_kind::map) {
    out = "map<" + type_text(type.members[0].type) + ", " + type_text(type.members[1].type) + '>';
  } else {
    out = type.to_string();
  }
  if (type.nullable) out += '?';
  return out;
}

MILLSTREAM_CORE std::string columns_text(data_type const& schema) {
  std::string out;
  for (auto const& m : schema.members)
    out += (out.empty() ? "" : ", ") + m.name + ": " + type_text(m.type);
  return out;
}

MILLSTREAM_CORE std::string explained_head(relation const& r) {
  auto out = r.head();
  if (r.declared > r.schema.members.size())
    out += " reads " + std::to_string(r.schema.members.size()) + " of " +
           std::to_string(r.declared) + " columns";
  return out;
}

MILLSTREAM_CORE std::string explained(relation const& r, std::size_t depth) {
  auto out = std::string(2 * depth, ' ') + explained_line(r) + '\n';
  for (auto const& child : r.children)
    out += explained(child, depth + 1);
  return out;
}

}  // namespace millstream::plan

namespace millstream::plan::detail {

inline bool has_member(data_type const& schema, std::string_view name) {
  for (auto const& m : schema.members)
    if (m.name == name) return true;
  return false;
}

}  // namespace millstream::plan::detail

namespace millstream::plan {

MILLSTREAM_CORE void keep_decoded(relation& r, data_type const& decoded) {
  using kind = relation::kind_type;
  if (r.children.empty()) {
    r.declared = r.schema.members.size();
    r.schema.members = decoded.members;
    return;
  }
  auto& child = r.children.front();
  auto const before = child.schema;
  keep_decoded(child, decoded);
  auto const gone = [&](std::string const& name) {
    return detail::has_member(before, name) && !detail::has_member(child.schema, name);
  };
  auto const passes_on = [&](std::string const& name) {
    if (r.kind == kind::with_column) return name != r.expressions.front().as;
    if (r.kind == kind::generate)
      return std::find(r.columns.begin(), r.columns.end(), name) == r.columns.end();
    return r.kind != kind::project && r.kind != kind::map_rows;
  };
  std::vector<data_type::member> kept;
  for (std::size_t i = 0; i < r.schema.members.size(); ++i) {
    auto& m = r.schema.members[i];
    bool keep = true;
    if (r.kind == kind::project)
      keep = r.expressions[i].kind != expr::description_kind::column ||
             !gone(r.expressions[i].name.substr(0, r.expressions[i].name.find('.')));
    else if (r.kind == kind::with_column)
      keep = m.name == r.expressions.front().as || !gone(m.name);
    else if (r.kind != kind::map_rows)
      keep = !gone(m.name);
    // a record of which only some members are read
    for (auto const& below : child.schema.members)
      if (keep && below.name == m.name && detail::has_member(before, m.name) && passes_on(m.name))
        m.type = below.type;
    if (keep) kept.push_back(std::move(m));
  }
  r.schema.members = std::move(kept);
}

}  // namespace millstream::plan
