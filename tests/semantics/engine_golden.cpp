// SPDX-License-Identifier: Apache-2.0
//
// The engine against Spark: every scenario's golden file is replayed batch by batch through the fused
// engine, with several threads and numbers of state partitions, and with a restart after every batch.
#include "engine_replay.hpp"

TEST_CASE("golden: the engine answers batch by batch what Spark answered, however it is run",
          "[semantics][engine][golden]") {
  golden::many_threads const allowed;
  golden::setting const settings[] = {
      {"one thread, one partition", 1, 1},
      {"two threads, four partitions", 2, 4},
      {"seven threads, sixteen partitions", 7, 16},
      {"a restart after every batch", 1, 4, true},
      {"a restart after every batch, two threads", 2, 16, true},
  };
  scenarios::for_each_scenario([&](std::string const& name, auto mode, auto const& query) {
    DYNAMIC_SECTION(name) {
      for (auto const& with : settings)
        golden::replay_in_engine(
            name, mode, query, [](auto q) { return q; }, with);
    }
  });
}
