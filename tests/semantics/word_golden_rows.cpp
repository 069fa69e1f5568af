// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter and the engine against Spark: words of one row.
#include "engine_replay.hpp"
#include "reference_replay.hpp"
#include "word_scenarios.hpp"

namespace {
constexpr char const* words_folder = "golden_words";
using word_scenarios::event;
}  // namespace

TEST_CASE("golden: words of one row mean to the reference what they mean to Spark",
          "[semantics][reference][golden][words]") {
  word_scenarios::for_each_of_rows([](std::string const& name, auto mode, auto const& query) {
    DYNAMIC_SECTION(name) {
      golden::replay_query<event>(name, static_cast<golden::reference_mode>(mode.value), query,
                                  words_folder);
    }
  });
}

TEST_CASE("golden: words of one row give the same in the engine, however it is run",
          "[semantics][engine][golden][words]") {
  golden::many_threads const allowed;
  golden::setting const settings[] = {
      {"one thread, one partition", 1, 1},
      {"seven threads, sixteen partitions", 7, 16},
      {"a restart after every batch, two threads", 2, 4, true},
  };
  word_scenarios::for_each_of_rows([&](std::string const& name, auto mode, auto const& query) {
    DYNAMIC_SECTION(name) {
      for (auto const& with : settings)
        golden::replay_in_engine<event>(
            name, mode, query, [](auto q) { return q; }, with, words_folder);
    }
  });
}
