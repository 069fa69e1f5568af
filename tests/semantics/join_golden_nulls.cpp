// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter and the engine against Spark: null keys and times in joins of streams, and a stream that
// meets itself.
#include "join_scenarios.hpp"
#include "replay_sections.hpp"

TEST_CASE("golden: a null in a join of streams means to the reference what it means to Spark",
          "[semantics][reference][golden][rule17][rule30][rule70][rule71][rule75]") {
  join_scenarios::for_each_with_nulls(golden::sections_in_reference(join_scenarios::folder));
}

TEST_CASE("golden: a null in a join of streams gives the same in the engine, however it is run",
          "[semantics][engine][golden][rule17][rule30][rule70][rule71][rule75]") {
  join_scenarios::for_each_with_nulls(golden::sections_in_engine(join_scenarios::folder));
}
