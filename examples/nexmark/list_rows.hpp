// SPDX-License-Identifier: Apache-2.0
//
// The queries of rows.hpp by name.
#pragma once

#include "rows.hpp"
#include "run.hpp"

namespace nexmark {

/// `finish` may add to the description of each query.
auto list_rows(auto finish) {
  auto const add = [&](auto name, auto about, auto make) {
    return query_of(name, about, ms::append, {}, make, finish);
  };
  std::vector<side_input> side;
  for (std::int64_t key = 0; key < 10'000; ++key)
    side.push_back({key, "side-" + std::to_string(key)});
  return named_queries{
      add("q0", "pass through", [](auto from) { return q0(from.bids()); }),
      add("q1", "currency conversion", [](auto from) { return q1(from.bids()); }),
      add("q2", "selection", [](auto from) { return q2(from.bids()); }),
      add("q10", "log to files: the rows", [](auto from) { return q10(from.bids()); }),
      add("q13", "bounded side input",
          [side](auto from) { return q13(from.bids(), ms::read(side)); }),
      add("q14", "calculation", [](auto from) { return q14(from.bids()); }),
      add("q21", "channel id", [](auto from) { return q21(from.bids()); }),
      add("q22", "URL directories", [](auto from) { return q22(from.bids()); }),
  };
}

}  // namespace nexmark
