// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter and the engine against Spark: words above watermarks and of groups.
#include <filesystem>
#include <set>

#include "replay_sections.hpp"
#include "word_scenarios.hpp"

namespace {
constexpr char const* words_folder = "golden_words";
using word_scenarios::event;
}  // namespace

TEST_CASE(
    "golden: words above watermarks and of groups mean to the reference what they mean to Spark",
    "[semantics][reference][golden][words][rule28a][rule44][rule45][rule46][rule59]") {
  word_scenarios::for_each_of_groups(golden::sections_in_reference<event>(words_folder));
}

TEST_CASE(
    "golden: words above watermarks and of groups give the same in the engine, however it is run",
    "[semantics][engine][golden][words][rule28a][rule44][rule45][rule46][rule59]") {
  word_scenarios::for_each_of_groups(golden::sections_in_engine<event>(words_folder));
}

TEST_CASE("golden: every file of words belongs to a scenario", "[semantics][golden][words]") {
  std::set<std::string> known, found;
  auto const note = [&](std::string const& name, auto, auto const&) { known.insert(name); };
  word_scenarios::for_each_of_rows(note);
  word_scenarios::for_each_of_groups(note);
  word_scenarios::for_each_of_tables(note);
  for (auto const& entry : std::filesystem::directory_iterator(golden::folder(words_folder)))
    found.insert(entry.path().stem().string());
  CHECK(found == known);
}
