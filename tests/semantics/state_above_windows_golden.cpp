// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter and the engine against Spark: what stands above an aggregation.
#include "deduplication_scenarios.hpp"
#include "replay_sections.hpp"

TEST_CASE("golden: what stands above an aggregation means to the reference what it means to Spark",
          "[semantics][reference][golden]"
          "[rule28a][rule36][rule38][rule47][rule63][rule64][rule67][rule68]") {
  deduplication_scenarios::for_each_above_windows(
      golden::sections_in_reference(deduplication_scenarios::folder));
}

TEST_CASE(
    "golden: what stands above an aggregation gives the same in the engine, however it is run",
    "[semantics][engine][golden]"
    "[rule28a][rule36][rule38][rule47][rule63][rule64][rule67][rule68]") {
  deduplication_scenarios::for_each_above_windows(
      golden::sections_in_engine(deduplication_scenarios::folder));
}
