// SPDX-License-Identifier: Apache-2.0
//
// A plan as a graph in Graphviz's language: a node an operator, an edge a flow of rows. A source that
// several branches read is one node, as it is read once.
#pragma once

#include <millstream/base/inline.hpp>
#include <millstream/plan/explained.hpp>

namespace millstream::plan {

/// `late_rows`: where those of the lowest operator with state go, empty where nobody wants them.
std::string dot_graph(relation const& plan, std::string const& sink, std::string const& late_rows,
                      std::vector<std::string> const& rules);

}  // namespace millstream::plan

#ifndef MILLSTREAM_COMPILED
#include <millstream/plan/dot_graph.ipp>
#endif
