// SPDX-License-Identifier: Apache-2.0
//
// Processors and functions over groups that begin with a state, in the engine against Spark's.
#include "processor_scenarios.hpp"
#include "replay_sections.hpp"

TEST_CASE("golden: an initial state is there before the rows of batch 0, however the engine is run",
          "[semantics][engine][golden][rule79][rule84][rule85][rule87]") {
  processor_scenarios::for_each_initial_state(
      golden::sections_in_engine(processor_scenarios::folder));
}

TEST_CASE("golden: a function over groups is called once for each key of an initial state",
          "[semantics][engine][golden][rule79][rule80][rule87]") {
  processor_scenarios::for_each_initial_group(
      golden::sections_in_engine(processor_scenarios::folder));
}
