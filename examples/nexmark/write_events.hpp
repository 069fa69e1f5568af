// SPDX-License-Identifier: Apache-2.0
//
// The events as Parquet, a folder a kind.
#pragma once

#include <filesystem>

#include "source.hpp"

namespace nexmark {

/// Writes the events of each kind in their order as one file: `out/persons`, `out/auctions` and `out/bids`.
void write_events(event_range from, std::filesystem::path const& out);

}  // namespace nexmark
