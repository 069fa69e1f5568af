// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter and the engine against Spark: conditions above joins of streams.
#include "join_scenarios.hpp"
#include "replay_sections.hpp"

TEST_CASE(
    "golden: a condition above a join of streams means to the reference what it means to Spark",
    "[semantics][reference][golden][rule28a]") {
  join_scenarios::for_each_with_filter(golden::sections_in_reference(join_scenarios::folder));
}

TEST_CASE(
    "golden: a condition above a join of streams gives the same in the engine, however it is run",
    "[semantics][engine][golden][rule28a]") {
  join_scenarios::for_each_with_filter(golden::sections_in_engine(join_scenarios::folder));
}
