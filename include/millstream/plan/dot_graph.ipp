// SPDX-License-Identifier: Apache-2.0
//
// What of dot_graph.hpp can be compiled once.
#pragma once

#include <map>

#include <millstream/plan/dot_graph.hpp>

namespace millstream::plan::detail {

class dot_writer {
 public:
  /// Writes what is below, then the node; gives the node's name.
  std::string node(relation const& r);
  std::string node(std::string const& head, std::string const& columns, std::string_view shape);
  void edge(std::string const& from, std::string const& to) {
    text_ += "  " + from + " -> " + to + ";\n";
  }
  void title(std::string const& text) {
    text_ += "  label=\"" + escaped(text) + "\";\n  labelloc=t;\n";
  }
  /// The first operator with state that was written: the lowest.
  std::string const& lowest_state() const { return lowest_state_; }
  std::string graph() const { return "digraph plan {\n  rankdir=BT;\n" + text_ + "}\n"; }

 private:
  static std::string_view shape_of(relation::kind_type kind);
  static std::string escaped(std::string_view text);

  std::string text_;
  std::size_t count_ = 0;
  std::map<int, std::string> sources_;
  std::string lowest_state_;
};

inline std::string dot_writer::node(relation const& r) {
  if (r.kind == relation::kind_type::source && r.source_identity >= 0)
    if (auto const found = sources_.find(r.source_identity); found != sources_.end())
      return found->second;
  std::vector<std::string> below;
  for (auto const& child : r.children)
    below.push_back(node(child));
  auto const name = node(explained_head(r), columns_text(r.schema), shape_of(r.kind));
  if (r.kind == relation::kind_type::source) sources_[r.source_identity] = name;
  if (keeps_keys(r.kind) && lowest_state_.empty()) lowest_state_ = name;
  for (auto const& from : below)
    edge(from, name);
  return name;
}

inline std::string dot_writer::node(std::string const& head, std::string const& columns,
                                    std::string_view shape) {
  auto name = "n" + std::to_string(count_++);
  text_ += "  " + name + " [shape=" + std::string(shape) + ", label=\"" + escaped(head) +
           (columns.empty() ? "" : "\\n" + escaped(columns)) + "\"];\n";
  return name;
}

inline std::string_view dot_writer::shape_of(relation::kind_type kind) {
  return kind == relation::kind_type::source || kind == relation::kind_type::static_source
             ? "cylinder"
             : "box";
}

inline std::string dot_writer::escaped(std::string_view text) {
  std::string out;
  for (char const c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out;
}

}  // namespace millstream::plan::detail

namespace millstream::plan {

MILLSTREAM_CORE std::string dot_graph(relation const& plan, std::string const& sink,
                                      std::string const& late_rows,
                                      std::vector<std::string> const& rules) {
  detail::dot_writer out;
  std::string fired;
  for (auto const& rule : rules)
    fired += (fired.empty() ? "" : ", ") + rule;
  out.title("rules: " + (fired.empty() ? "none" : fired));
  auto const top = out.node(plan);
  out.edge(top, out.node(sink, {}, "house"));
  if (!late_rows.empty()) out.edge(out.lowest_state(), out.node(late_rows, {}, "house"));
  return out.graph();
}

}  // namespace millstream::plan
