// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter and the engine against Spark: joins with a table.
#include "replay_sections.hpp"
#include "word_scenarios.hpp"

namespace {
constexpr char const* words_folder = "golden_words";
using word_scenarios::event;
}  // namespace

TEST_CASE("golden: joins with a table mean to the reference what they mean to Spark",
          "[semantics][reference][golden][words][rule49][rule28a]") {
  word_scenarios::for_each_of_tables(golden::sections_in_reference<event>(words_folder));
}

TEST_CASE("golden: joins with a table give the same in the engine, however it is run",
          "[semantics][engine][golden][words][rule49][rule28a]") {
  word_scenarios::for_each_of_tables(golden::sections_in_engine<event>(words_folder));
}
