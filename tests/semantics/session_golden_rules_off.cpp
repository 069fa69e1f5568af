// SPDX-License-Identifier: Apache-2.0
//
// The engine against Spark with the optimizer off: which rows make a session, and which feed the watermark,
// does not change.
#include "engine_replay.hpp"
#include "session_scenarios.hpp"

TEST_CASE("golden: a session gives the same with every rule off",
          "[semantics][engine][golden][rule28a][rule60]") {
  auto const replay = [](std::string const& name, auto mode, auto const& query) {
    DYNAMIC_SECTION(name) {
      golden::replay_in_engine(
          name, mode, query, [](auto q) { return q.without_rules(millstream::all_rules); },
          {"rules off"}, session_scenarios::folder);
    }
  };
  session_scenarios::for_each_fixed_gap(replay);
  session_scenarios::for_each_dynamic_gap(replay);
  session_scenarios::for_each_chain(replay);
}
