// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter and the engine against Spark: conditions of joins that look at one stream alone, and
// that are true of values that are missing.
#include "join_scenarios.hpp"
#include "replay_sections.hpp"

TEST_CASE(
    "golden: what a join asks of one stream alone means to the reference what it means to Spark",
    "[semantics][reference][golden][rule28a][rule74]") {
  join_scenarios::for_each_asking(golden::sections_in_reference(join_scenarios::folder));
  join_scenarios::for_each_asking_more(golden::sections_in_reference(join_scenarios::folder));
}

TEST_CASE(
    "golden: what a join asks of one stream alone gives the same in the engine, however it is run",
    "[semantics][engine][golden][rule28a][rule74]") {
  join_scenarios::for_each_asking(golden::sections_in_engine(join_scenarios::folder));
}
