// SPDX-License-Identifier: Apache-2.0
//
// The engine against Spark with the optimizer off: which rows a join keeps and when they come out does not change.
#include "engine_replay.hpp"
#include "join_scenarios.hpp"

TEST_CASE("golden: a join of streams gives the same with every rule off",
          "[semantics][engine][golden][rule28a][rule70]") {
  auto const replay = [](std::string const& name, auto mode, auto const& query) {
    DYNAMIC_SECTION(name) {
      golden::replay_in_engine(
          name, mode, query, [](auto q) { return q.without_rules(millstream::all_rules); },
          {"rules off"}, join_scenarios::folder);
    }
  };
  join_scenarios::for_each_bound(replay);
  join_scenarios::for_each_with_filter(replay);
}
