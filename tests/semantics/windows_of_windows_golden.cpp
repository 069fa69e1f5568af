// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter and the engine against Spark: the time of a window, and windows of windows.
#include "replay_sections.hpp"
#include "windows_of_windows_scenarios.hpp"

TEST_CASE("golden: windows of windows mean to the reference what they mean to Spark",
          "[semantics][reference][golden][rule63][rule64][rule68]") {
  windows_of_windows_scenarios::for_each(
      golden::sections_in_reference(windows_of_windows_scenarios::folder));
}

TEST_CASE("golden: windows of windows give the same in the engine, however they are run",
          "[semantics][engine][golden][rule63][rule64][rule68]") {
  windows_of_windows_scenarios::for_each(
      golden::sections_in_engine(windows_of_windows_scenarios::folder));
}
