// SPDX-License-Identifier: Apache-2.0
//
// The engine against Spark with the optimizer off: which rows are late, and which state is kept, does not change.
#include "deduplication_scenarios.hpp"
#include "engine_replay.hpp"

TEST_CASE("golden: a deduplication gives the same with every rule off",
          "[semantics][engine][golden][rule67]") {
  auto const replay = [](std::string const& name, auto mode, auto const& query) {
    DYNAMIC_SECTION(name) {
      golden::replay_in_engine(
          name, mode, query, [](auto q) { return q.without_rules(millstream::all_rules); },
          {"rules off"}, deduplication_scenarios::folder);
    }
  };
  deduplication_scenarios::for_each_alone(replay);
  deduplication_scenarios::for_each_above_duplicates(replay);
}
