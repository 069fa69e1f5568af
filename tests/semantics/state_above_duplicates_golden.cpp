// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter and the engine against Spark: what stands above a deduplication.
#include "deduplication_scenarios.hpp"
#include "replay_sections.hpp"

TEST_CASE("golden: what stands above a deduplication means to the reference what it means to Spark",
          "[semantics][reference][golden]"
          "[rule28][rule31][rule36][rule38][rule45][rule64][rule66][rule67][rule68][rule69]") {
  deduplication_scenarios::for_each_above_duplicates(
      golden::sections_in_reference(deduplication_scenarios::folder));
}

TEST_CASE(
    "golden: what stands above a deduplication gives the same in the engine, however it is run",
    "[semantics][engine][golden]"
    "[rule28][rule31][rule36][rule38][rule45][rule64][rule66][rule67][rule68][rule69]") {
  deduplication_scenarios::for_each_above_duplicates(
      golden::sections_in_engine(deduplication_scenarios::folder));
}
