// SPDX-License-Identifier: Apache-2.0
//
// Runs Nexmark's queries and holds their answers against those of golden/*.json, which DuckDB gave
// (tests/oracle/nexmark.py), under settings that must not change anything.
#pragma once

#include <catch2/catch.hpp>

#include <fstream>

#include <oneapi/tbb/global_control.h>
#include <nlohmann/json.hpp>

#include "run.hpp"
#include "unit/io/temporary_folder.hpp"

namespace nexmark {

struct setting {
  std::string name;
  unsigned threads;
  std::uint32_t state_partitions;
  std::int64_t batches;  ///< of equal size
  bool restart_after_every_batch = false;
  std::size_t rows_per_block = ms::block_rows;
};

/// All that may be varied without another compilation.
inline std::vector<setting> const all_settings{
    {"one batch, one thread, one partition", 1, 1, 1},
    {"ten batches, two threads, sixteen partitions", 2, 16, 10},
    {"forty batches, seven threads, four partitions", 7, 4, 40},
    {"a restart after every batch", 2, 16, 10, true},
    {"one row a block", 3, 64, 4, false, 1},
};

inline nlohmann::json golden(std::string const& name) {
  std::ifstream file(std::string(NEXMARK_GOLDEN) + "/" + name + ".json");
  REQUIRE(file);
  return nlohmann::json::parse(file);
}

inline run_settings settings_of(nlohmann::json const& run, named_query const& query,
                                setting const& with) {
  run_settings out;
  out.events.settings.events_per_second = run["rate"];
  out.events.settings.out_of_order_group = run["out_of_order"];
  out.events.count = run["events"];
  // what q12 says is of its batches
  out.events.per_batch =
      query.name == "q12" ? run["per_batch"].get<std::int64_t>() : out.events.count / with.batches;
  out.events.rows_per_block = with.rows_per_block;
  out.time_of_a_batch = std::chrono::milliseconds(run["ms_a_batch"].get<std::int64_t>());
  out.threads = with.threads;
  out.state_partitions = with.state_partitions;
  return out;
}

inline void check_answer(nlohmann::json const& expected, answer const& got) {
  CHECK(got.columns() == expected["columns"].get<std::string>());
  auto const rows = expected["rows"].get<std::vector<std::string>>();
  // the rows first, as they say more than a digest does
  REQUIRE(got.rows().size() >= rows.size());
  CHECK(std::vector(got.rows().begin(), got.rows().begin() + std::ssize(rows)) == rows);
  CHECK(got.count() == expected["count"].get<std::int64_t>());
  char digest[17];
  std::snprintf(digest, sizeof digest, "%016llx", static_cast<unsigned long long>(got.digest()));
  CHECK(digest == expected["digest"].get<std::string>());
}

/// Each query, under each setting, over the events of a golden file.
inline void check_answers(std::string const& name, named_queries const& queries,
                          std::vector<setting> const& settings) {
  auto const expected = golden(name);
  // lets a query have more threads than the machine has cores
  oneapi::tbb::global_control const threads{oneapi::tbb::global_control::max_allowed_parallelism,
                                            8};
  for (auto const& query : queries)
    for (auto const& with : settings) {
      INFO(query.name << ", " << with.name);
      temporary_folder const folder;
      auto settings_here = settings_of(expected["run"], query, with);
      if (with.restart_after_every_batch) {
        settings_here.checkpoint = folder.path;
        settings_here.restart_after_every_batch = true;
      }
      check_answer(expected["queries"].at(query.name), query.run(settings_here));
    }
}

}  // namespace nexmark
