// SPDX-License-Identifier: Apache-2.0
//
// The queries of joins.hpp by name.
#pragma once

#include "joins.hpp"
#include "run.hpp"

namespace nexmark {

/// `finish` may add to the description of each query.
auto list_joins(auto finish) {
  return named_queries{
      query_of(
          "q3", "local item suggestion", ms::append, {},
          [](auto from) { return q3(from.persons(), from.auctions()); }, finish),
      query_of(
          "q8", "monitor new users, as a semi join", ms::append, {},
          [](auto from) { return q8(from.persons(), from.auctions()); }, finish),
      query_of(
          "q20", "expand bids with their auction", ms::append, {},
          [](auto from) { return q20(from.bids(), from.auctions()); }, finish),
  };
}

}  // namespace nexmark
