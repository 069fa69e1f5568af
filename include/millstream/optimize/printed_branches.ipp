// SPDX-License-Identifier: Apache-2.0
//
// What of printed_branches.hpp can be compiled once.
#pragma once

#include <algorithm>
#include <vector>

#include <millstream/optimize/printed_branches.hpp>

namespace millstream::optimize {

namespace detail {

/// A step without what is below it.
struct printed_step {
  plan::relation relation;
  printed_place place;
};
/// The source first.
using printed_branch = std::vector<printed_step>;

inline plan::relation put_on(plan::relation below, printed_step step) {
  step.relation.children.insert(step.relation.children.begin(), std::move(below));
  return std::move(step.relation);
}

/// How many unions branch `b` goes through.
inline std::size_t unions_above(std::span<std::size_t const> tree, std::size_t b) {
  std::size_t out = 0;
  while (tree[0] > 1) {
    ++out;
    auto const left = tree[1];
    auto const right = tree.subspan(2 * left);
    bool const is_left = b < left;
    tree = is_left ? tree.subspan(1) : right;
    if (!is_left) b -= left;
  }
  return out;
}

inline plan::relation joined(std::span<std::size_t const> tree,
                             std::span<printed_branch> branches) {
  if (tree[0] == 1) {
    auto out = std::move(branches[0].front().relation);
    for (std::size_t i = 1; i < branches[0].size(); ++i)
      out = put_on(std::move(out), std::move(branches[0][i]));
    return out;
  }
  auto const here = branches.first(tree[0]);
  auto const shared = [&] {
    auto const& top = here[0].back().place;
    for (std::size_t b = 0; b < here.size(); ++b) {
      auto const& at = here[b].back().place;
      if (at.from_top == 0 || at.from_top != top.from_top ||
          at.unions_below < unions_above(tree, b))
        return false;
    }
    return true;
  };
  printed_branch above;
  while (shared()) {
    above.push_back(std::move(here[0].back()));
    for (auto& branch : here)
      branch.pop_back();
  }
  auto const left = tree[1];
  plan::relation out;
  out.kind = plan::relation::kind_type::union_of;
  out.add_child(joined(tree.subspan(1), here));
  out.add_child(joined(tree.subspan(2 * left), here.subspan(left)));
  out.schema = out.children.front().schema;
  for (auto step = above.rbegin(); step != above.rend(); ++step)
    out = put_on(std::move(out), std::move(*step));
  return out;
}

MILLSTREAM_CORE plan::relation over(plan::relation below, plan::relation above) {
  auto* leaf = &above;
  while (!leaf->children.empty())
    leaf = &leaf->children.front();
  *leaf = std::move(below);
  return above;
}

}  // namespace detail

struct printed_branches::state {
  std::vector<detail::printed_branch> branches;
  std::size_t joined = 0;
  std::vector<plan::relation> inputs;
};

MILLSTREAM_CORE printed_branches::printed_branches() : state_(std::make_unique<state>()) {}
MILLSTREAM_CORE printed_branches::~printed_branches() = default;

MILLSTREAM_CORE void printed_branches::add(plan::relation branch,
                                           std::span<printed_place const> steps) {
  detail::printed_branch out;
  for (auto at = steps.size(); at-- > 0;) {
    auto below = std::move(branch.children.front());
    branch.children.erase(branch.children.begin());
    out.push_back({std::move(branch), steps[at]});
    branch = std::move(below);
  }
  out.push_back({std::move(branch), {}});
  std::reverse(out.begin(), out.end());
  state_->branches.push_back(std::move(out));
}

MILLSTREAM_CORE void printed_branches::join(std::span<std::size_t const> tree) {
  auto const rest = std::span(state_->branches).subspan(state_->joined);
  state_->inputs.push_back(detail::joined(tree, rest));
  state_->joined += tree[0];
}

MILLSTREAM_CORE plan::relation printed_branches::left() {
  return std::move(state_->inputs.front());
}
MILLSTREAM_CORE std::span<plan::relation> printed_branches::rights() {
  return std::span(state_->inputs).subspan(1);
}

}  // namespace millstream::optimize
