// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter and the engine against Spark: joins of streams with other bounds, and with none.
#include "join_scenarios.hpp"
#include "replay_sections.hpp"

TEST_CASE(
    "golden: a join of streams with another bound means to the reference what it means to Spark",
    "[semantics][reference][golden]"
    "[rule24][rule48][rule70][rule71][rule72][rule73][rule76]") {
  join_scenarios::for_each_of_other_bounds(golden::sections_in_reference(join_scenarios::folder));
}

TEST_CASE(
    "golden: a join of streams with another bound gives the same in the engine, however it is run",
    "[semantics][engine][golden]"
    "[rule24][rule48][rule70][rule71][rule72][rule73][rule76]") {
  join_scenarios::for_each_of_other_bounds(golden::sections_in_engine(join_scenarios::folder));
}
