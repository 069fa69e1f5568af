// SPDX-License-Identifier: Apache-2.0
//
// Functions over groups with state in the engine against Spark's.
#include "processor_scenarios.hpp"
#include "replay_sections.hpp"

TEST_CASE("golden: a function over groups is called as Spark calls it, however the engine is run",
          "[semantics][engine][golden][rule25][rule79][rule80][rule82][rule83][rule84]") {
  processor_scenarios::for_each_function(golden::sections_in_engine(processor_scenarios::folder));
}
