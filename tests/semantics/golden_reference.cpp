// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter against Spark: every scenario's golden file (made from Spark 4.2 by
// tests/oracle/window_aggregation.py) is replayed batch by batch; rows compare as multisets.
#include <filesystem>
#include <set>

#include "reference_replay.hpp"

using golden::reference_mode;
using golden::replay_query;

TEST_CASE("golden: the reference interpreter answers batch by batch what Spark answered",
          "[semantics][reference][golden]"
          "[rule1][rule16][rule17][rule21][rule22][rule26][rule27][rule28][rule28a][rule29]"
          "[rule30][rule31][rule32][rule34][rule35][rule36][rule37][rule38][rule39][rule40]"
          "[rule49][rule53][rule54][rule55][rule56][rule57][rule58][rule59][rule64][rule65]"
          "[rule65a]") {
  scenarios::for_each_scenario([](std::string const& name, auto mode, auto const& query) {
    DYNAMIC_SECTION(name) {
      replay_query(name, static_cast<reference_mode>(mode.value), query);
    }
  });
}

TEST_CASE("golden: every file in the folder belongs to a scenario",
          "[semantics][reference][golden]") {
  std::set<std::string> known;
  scenarios::for_each_scenario(
      [&](std::string const& name, auto, auto const&) { known.insert(name); });
  std::set<std::string> found;
  for (auto const& entry : std::filesystem::directory_iterator(golden::folder()))
    found.insert(entry.path().stem().string());
  CHECK(found == known);
}
