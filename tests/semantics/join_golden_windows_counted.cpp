// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter and the engine against Spark: joins of streams by windows beside aggregations, and with
// fewer watermarks.
#include "join_scenarios.hpp"
#include "replay_sections.hpp"

TEST_CASE(
    "golden: windows that are joined and counted mean to the reference what they mean to Spark",
    "[semantics][reference][golden][rule24][rule38][rule64][rule71][rule73][rule78]") {
  join_scenarios::for_each_by_window_more(golden::sections_in_reference(join_scenarios::folder));
}

TEST_CASE("golden: windows that are joined and counted give the same in the engine",
          "[semantics][engine][golden][rule24][rule38][rule64][rule71][rule73][rule78]") {
  join_scenarios::for_each_by_window_more(golden::sections_in_engine(join_scenarios::folder));
}
