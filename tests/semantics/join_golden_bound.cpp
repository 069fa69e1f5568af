// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter and the engine against Spark: joins of streams.
#include "join_scenarios.hpp"
#include "replay_sections.hpp"

TEST_CASE(
    "golden: a join of streams means to the reference what it means to Spark",
    "[semantics][reference][golden]"
    "[rule27][rule38][rule48][rule70][rule71][rule72][rule73][rule75][rule76][rule77][rule78]") {
  join_scenarios::for_each_bound(golden::sections_in_reference(join_scenarios::folder));
}

TEST_CASE("golden: a join of streams gives the same in the engine, however it is run",
          "[semantics][engine][golden]"
          "[rule24][rule27][rule38][rule48][rule70][rule71][rule72][rule73][rule75][rule76][rule77]"
          "[rule78]") {
  join_scenarios::for_each_bound(golden::sections_in_engine(join_scenarios::folder));
}
