// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter and the engine against Spark: aggregations by session windows.
#include "replay_sections.hpp"
#include "session_scenarios.hpp"

TEST_CASE("golden: a session means to the reference what it means to Spark",
          "[semantics][reference][golden]"
          "[rule22][rule26][rule27][rule28a][rule30][rule31][rule34][rule35][rule36]"
          "[rule37][rule38][rule39][rule40][rule41][rule54][rule55][rule57][rule59][rule60]"
          "[rule61][rule63][rule64][rule68]") {
  auto const sections = golden::sections_in_reference(session_scenarios::folder);
  session_scenarios::for_each_fixed_gap(sections);
  session_scenarios::for_each_dynamic_gap(sections);
  session_scenarios::for_each_chain(sections);
}

TEST_CASE("golden: a session of a fixed gap gives the same in the engine, however it is run",
          "[semantics][engine][golden]"
          "[rule22][rule26][rule27][rule28a][rule30][rule34][rule35][rule36][rule37]"
          "[rule39][rule40][rule41][rule54][rule55][rule57][rule59][rule60]") {
  session_scenarios::for_each_fixed_gap(golden::sections_in_engine(session_scenarios::folder));
}

TEST_CASE("golden: a session of dynamic gaps gives the same in the engine, however it is run",
          "[semantics][engine][golden][rule28a][rule60][rule61]") {
  session_scenarios::for_each_dynamic_gap(golden::sections_in_engine(session_scenarios::folder));
}

TEST_CASE("golden: sessions in chains give the same in the engine, however they are run",
          "[semantics][engine][golden][rule31][rule38][rule63][rule64][rule68]") {
  session_scenarios::for_each_chain(golden::sections_in_engine(session_scenarios::folder));
}
