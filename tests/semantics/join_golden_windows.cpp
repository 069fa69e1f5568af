// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter and the engine against Spark: joins of streams by windows of their event times.
#include "join_scenarios.hpp"
#include "replay_sections.hpp"

TEST_CASE(
    "golden: a join by windows means to the reference what it means to Spark",
    "[semantics][reference][golden][rule53][rule54][rule70][rule71][rule73][rule75][rule76]") {
  join_scenarios::for_each_by_window(golden::sections_in_reference(join_scenarios::folder));
}

TEST_CASE("golden: a join by windows gives the same in the engine, however it is run",
          "[semantics][engine][golden]"
          "[rule27][rule53][rule54][rule70][rule71][rule73][rule75][rule76]") {
  join_scenarios::for_each_by_window(golden::sections_in_engine(join_scenarios::folder));
}
