// SPDX-License-Identifier: Apache-2.0
//
// A plan as a graph in Graphviz's language: a node an operator, an edge a flow of rows. A source that
// several branches read is one node, as it is read once.
#pragma once

#include <map>

#include <millstream/base/inline.hpp>
#include <millstream/plan/explained.hpp>

namespace millstream::plan {

namespace detail {

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
  std::string graph() const { return "digraph plan {\n  rankdir=BT;\n" + text_ + "}\n"; }

 private:
  static std::string_view shape_of(relation::kind_type kind);
  static std::string escaped(std::string_view text);

  std::string text_;
  std::size_t count_ = 0;
  std::map<int, std::string> sources_;
};

}  // namespace detail

std::string dot_graph(relation const& plan, std::string const& sink,
                      std::vector<std::string> const& rules);

}  // namespace millstream::plan

#ifndef MILLSTREAM_COMPILED
#include <millstream/plan/dot_graph.ipp>
#endif
