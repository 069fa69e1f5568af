// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter and the engine against Spark: deduplications.
#include "deduplication_scenarios.hpp"
#include "replay_sections.hpp"

TEST_CASE("golden: a deduplication means to the reference what it means to Spark",
          "[semantics][reference][golden]"
          "[rule23][rule27][rule28a][rule34][rule35][rule37][rule66][rule67][rule68]"
          "[rule69]") {
  deduplication_scenarios::for_each_alone(
      golden::sections_in_reference(deduplication_scenarios::folder));
}

TEST_CASE("golden: a deduplication gives the same in the engine, however it is run",
          "[semantics][engine][golden]"
          "[rule23][rule27][rule28a][rule34][rule35][rule37][rule66][rule67][rule68]"
          "[rule69]") {
  deduplication_scenarios::for_each_alone(
      golden::sections_in_engine(deduplication_scenarios::folder));
}
