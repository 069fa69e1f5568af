// SPDX-License-Identifier: Apache-2.0
//
// The queries of windows.hpp by name.
#pragma once

#include "run.hpp"
#include "windows.hpp"

namespace nexmark {

/// `finish` may add to the description of each query.
auto list_windows(auto finish) {
  return named_queries{
      query_of(
          "q5", "hot items, as a window's aggregate", ms::append, {},
          [](auto from) { return q5(from.bids()); }, finish),
      query_of(
          "q7", "highest bid, as a window's aggregate", ms::append, {},
          [](auto from) { return q7(from.bids()); }, finish),
      query_of(
          "q11", "user sessions", ms::append, {}, [](auto from) { return q11(from.bids()); },
          finish),
      query_of(
          "q12", "processing time windows", ms::update, {"bidder", "start_time"},
          [](auto from) { return q12(from.bids()); }, finish),
  };
}

/// Statistics of a day.
auto list_statistics(auto finish) {
  return named_queries{
      query_of(
          "q15", "bidding statistics, by sets of ids", ms::update, {"day"},
          [](auto from) { return q15(from.bids()); }, finish),
      query_of(
          "q16", "channel statistics, by sets of ids", ms::update, {"channel", "day"},
          [](auto from) { return q16(from.bids()); }, finish),
      query_of(
          "q17", "auction statistics", ms::update, {"auction", "day"},
          [](auto from) { return q17(from.bids()); }, finish),
  };
}

}  // namespace nexmark
