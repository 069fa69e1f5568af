// SPDX-License-Identifier: Apache-2.0
//
// Processors of transform_with_state in the engine against Spark's.
#include "processor_scenarios.hpp"
#include "replay_sections.hpp"

TEST_CASE("golden: a processor is called as Spark calls it, however the engine is run",
          "[semantics][engine][golden][rule25][rule27][rule79][rule83][rule84][rule85]") {
  processor_scenarios::for_each_query(golden::sections_in_engine(processor_scenarios::folder));
}
