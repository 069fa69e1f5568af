// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter and the engine against Spark: what stands above an aggregation.
#include "deduplication_scenarios.hpp"
#include "engine_replay.hpp"
#include "reference_replay.hpp"

namespace {
constexpr char const* deduplication_folder = "golden_deduplication";
}

TEST_CASE("golden: what stands above an aggregation means to the reference what it means to Spark",
          "[semantics][reference][golden][rule36][rule38][rule64]") {
  deduplication_scenarios::for_each_above_windows(
      [](std::string const& name, auto mode, auto const& query) {
        DYNAMIC_SECTION(name) {
          golden::replay_query(name, static_cast<golden::reference_mode>(mode.value), query,
                               deduplication_folder);
        }
      });
}

TEST_CASE(
    "golden: what stands above an aggregation gives the same in the engine, however it is run",
    "[semantics][engine][golden][rule36][rule38][rule64]") {
  golden::many_threads const allowed;
  golden::setting const settings[] = {
      {"one thread, one partition", 1, 1},
      {"seven threads, sixteen partitions", 7, 16},
      {"a restart after every batch, two threads", 2, 4, true},
  };
  deduplication_scenarios::for_each_above_windows(
      [&](std::string const& name, auto mode, auto const& query) {
        DYNAMIC_SECTION(name) {
          for (auto const& with : settings)
            golden::replay_in_engine(
                name, mode, query, [](auto q) { return q; }, with, deduplication_folder);
        }
      });
}
