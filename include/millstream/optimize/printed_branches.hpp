// SPDX-License-Identifier: Apache-2.0
//
// The branches of a plan as one tree to be printed: what stands above a union in all of its branches is printed once.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include <millstream/base/inline.hpp>
#include <millstream/plan/describe.hpp>

namespace millstream::optimize {

/// Where a step of a branch stands.
struct printed_place {
  std::size_t from_top = 0;  ///< its place as written: equal in branches that share it
  std::size_t unions_below = 0;
};

class printed_branches {
 public:
  printed_branches();
  printed_branches(printed_branches const&) = delete;
  printed_branches& operator=(printed_branches const&) = delete;
  ~printed_branches();

  /// The next branch; its steps, the lowest first.
  void add(plan::relation branch, std::span<printed_place const> steps);
  /// Makes one tree of the next input's branches. `tree`: of its unions, each above what it unites, how many branches
  /// they have; a branch alone is a 1 (`plan::union_tree`).
  void join(std::span<std::size_t const> tree);

  /// The first input, the others.
  plan::relation left();
  std::span<plan::relation> rights();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace millstream::optimize

#ifndef MILLSTREAM_COMPILED
#include <millstream/optimize/printed_branches.ipp>
#endif
