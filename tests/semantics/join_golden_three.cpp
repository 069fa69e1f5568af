// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter and the engine against Spark: joins above operators with state.
#include "join_scenarios.hpp"
#include "replay_sections.hpp"

TEST_CASE("golden: a join of three streams means to the reference what it means to Spark",
          "[semantics][reference][golden][rule38][rule70][rule78]") {
  join_scenarios::for_each_of_three(golden::sections_in_reference(join_scenarios::folder));
  join_scenarios::for_each_of_three_more(golden::sections_in_reference(join_scenarios::folder));
}

TEST_CASE("golden: a join of three streams gives the same in the engine, however it is run",
          "[semantics][engine][golden][rule38][rule70][rule78]") {
  join_scenarios::for_each_of_three(golden::sections_in_engine(join_scenarios::folder));
}
