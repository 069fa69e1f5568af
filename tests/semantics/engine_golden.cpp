// SPDX-License-Identifier: Apache-2.0
//
// The engine against Spark: every scenario's golden file is replayed batch by batch through the fused
// engine, with several threads and numbers of state partitions, and with a restart after every batch.
#include "engine_replay.hpp"

TEST_CASE("golden: the engine answers batch by batch what Spark answered, however it is run",
          "[semantics][engine][golden]"
          "[rule1][rule15][rule16][rule17][rule21][rule22][rule26][rule27][rule28][rule28a]"
          "[rule29][rule30][rule31][rule32][rule34][rule35][rule36][rule37][rule38][rule39]"
          "[rule40][rule49][rule53][rule54][rule55][rule56][rule57][rule58][rule59][rule64]"
          "[rule65][rule65a]") {
  golden::many_threads const allowed;
  golden::setting const settings[] = {
      {"one thread, one partition", 1, 1},
      {"two threads, four partitions", 2, 4},
      {"seven threads, sixteen partitions", 7, 16},
      {"a restart after every batch", 1, 4, true},
      {"a restart after every batch, two threads", 2, 16, true},
      {"one row a lane, three threads", 3, 2, false, 1},
  };
  scenarios::for_each_scenario([&]<class Name>(Name named, auto mode, auto const& query) {
    if constexpr (scenarios::is_chosen<Name>) {
      std::string const name = named;
      DYNAMIC_SECTION(name) {
        for (auto const& with : settings)
          golden::replay_in_engine(
              name, mode, query, [](auto q) { return q; }, with);
      }
    }
  });
}
