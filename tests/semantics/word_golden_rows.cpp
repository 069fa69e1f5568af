// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter and the engine against Spark: words of one row.
#include "replay_sections.hpp"
#include "word_scenarios.hpp"

namespace {
constexpr char const* words_folder = "golden_words";
using word_scenarios::event;
}  // namespace

TEST_CASE("golden: words of one row mean to the reference what they mean to Spark",
          "[semantics][reference][golden][words][rule36][rule45][rule55][rule65a]") {
  word_scenarios::for_each_of_rows(golden::sections_in_reference<event>(words_folder));
}

TEST_CASE("golden: words of one row give the same in the engine, however it is run",
          "[semantics][engine][golden][words][rule36][rule45][rule55][rule65a]") {
  word_scenarios::for_each_of_rows(golden::sections_in_engine<event>(words_folder));
}
