// SPDX-License-Identifier: Apache-2.0
//
// The queries of winners.hpp by name.
#pragma once

#include "run.hpp"
#include "winners.hpp"

namespace nexmark {

/// `finish` may add to the description of each query.
auto list_winners(auto finish) {
  return named_queries{
      query_of(
          "q4_transform_with_state", "average price of a category", ms::append, {"category"},
          [](auto from) { return q4_transform_with_state(from.auctions(), from.bids()); }, finish),
      query_of(
          "q6_transform_with_state", "average selling price of a seller", ms::append, {},
          [](auto from) { return q6_transform_with_state(from.auctions(), from.bids()); }, finish),
      query_of(
          "q9_transform_with_state", "winning bids", ms::append, {},
          [](auto from) { return q9_transform_with_state(from.auctions(), from.bids()); }, finish),
      query_of(
          "q18_transform_with_state", "last bid", ms::append, {"bidder", "auction"},
          [](auto from) { return q18_transform_with_state(from.bids()); }, finish),
      query_of(
          "q19_transform_with_state", "auction top ten", ms::append, {"auction", "rank_number"},
          [](auto from) { return q19_transform_with_state(from.bids()); }, finish),
  };
}

}  // namespace nexmark
