// SPDX-License-Identifier: Apache-2.0
//
// What a fused loop passes from step to step: rows of a block by position, and a selection of them.
// A selection is all rows or a list of positions; the two are types, so that the first filter of a
// chain has no indirection.
#pragma once

#include <cstdint>

#include <millstream/batch/block.hpp>
#include <millstream/batch/block_text.hpp>
#include <millstream/expr/batch_context.hpp>
#include <millstream/expr/evaluate.hpp>

namespace millstream::physical {

/// Every row of a block.
struct all_rows {
  std::size_t count;
  constexpr std::size_t size() const { return count; }
  constexpr std::uint32_t operator[](std::size_t i) const { return static_cast<std::uint32_t>(i); }
};

/// Some rows of a block, ascending.
struct selected_rows {
  std::uint32_t const* at;
  std::size_t count;
  constexpr std::size_t size() const { return count; }
  constexpr std::uint32_t operator[](std::size_t i) const { return at[i]; }
};

/// Nothing to keep for a lane.
struct no_lane_state {};

}  // namespace millstream::physical
