// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include "runtime_rows.hpp"

using namespace runtime_test;
using nlohmann::ordered_json;

namespace {

std::vector<std::string> keys_of(ordered_json const& object) {
  std::vector<std::string> out;
  for (auto const& [key, value] : object.items())
    out.push_back(key);
  return out;
}
using names = std::vector<std::string>;

}  // namespace

TEST_CASE("progress: the JSON has Spark's keys in Spark's order", "[runtime][rule105]") {
  stream_source source;
  ms::testing::memory_sink sink;
  auto const clock = std::make_shared<ms::testing::manual_clock>(1'700'000'000'000ms);
  auto engine = ms::open_query(
      ms::write_stream(counted(source), sink).query_name("counts").threads(1), clock);
  source.add(at(1), at(30));
  CHECK(engine.run_next_batch());
  clock->advance(500ms);
  source.add(at(2), at(3));
  auto const progress = engine.run_next_batch();
  REQUIRE(progress);
  auto const json = ordered_json::parse(progress->to_json());
  INFO(json.dump(2));
  auto top = keys_of(json);
  // a batch of less than a millisecond has no rate; what is ours stands behind Spark's keys
  std::erase(top, "processedRowsPerSecond");
  CHECK(names(top.begin(), top.begin() + 13) ==
        names{"id", "runId", "name", "timestamp", "batchId", "batchDuration", "numInputRows",
              "inputRowsPerSecond", "durationMs", "eventTime", "stateOperators", "sources",
              "sink"});
  CHECK(keys_of(json["durationMs"]) == names{"addBatch", "commitOffsets", "getBatch",
                                             "latestOffset", "queryPlanning", "triggerExecution",
                                             "walCommit"});
  CHECK(keys_of(json["eventTime"]) == names{"avg", "max", "min", "watermark"});
  auto const state = keys_of(json["stateOperators"][0]);
  CHECK(state == names{"operatorName", "numRowsTotal", "numRowsUpdated", "allUpdatesTimeMs",
                       "numRowsRemoved", "allRemovalsTimeMs", "commitTimeMs", "memoryUsedBytes",
                       "numRowsDroppedByWatermark", "numShufflePartitions",
                       "numStateStoreInstances", "customMetrics"});
  CHECK(names{keys_of(json["sink"])} == names{"description", "numOutputRows"});
  CHECK(json["name"] == "counts");
  CHECK(json["batchId"] == 1);
  CHECK(json["numInputRows"] == 2);
  CHECK(json["inputRowsPerSecond"] == 4.0);
  CHECK(json["timestamp"] == "2023-11-14T22:13:20.500Z");
  CHECK(json["eventTime"]["watermark"] ==
        "1970-01-01T00:00:25.000Z");  // the value used in this batch
  CHECK(json["stateOperators"][0]["numRowsDroppedByWatermark"] == 0);
  CHECK(json["sources"][0]["numInputRows"] == 2);
}

TEST_CASE("progress: sources show where they were and where they are", "[runtime][rule105]") {
  stream_source source;
  ms::testing::memory_sink sink;
  auto engine = ms::open_query(ms::write_stream(source.stream(), sink).threads(1));
  source.add(at(1));
  auto const json = ordered_json::parse(engine.run_next_batch()->to_json());
  INFO(json.dump(2));
  auto keys = keys_of(json["sources"][0]);
  std::erase(keys, "inputRowsPerSecond");
  std::erase(keys, "processedRowsPerSecond");
  CHECK(keys == names{"description", "startOffset", "endOffset", "latestOffset", "numInputRows",
                      "metrics"});
  CHECK_FALSE(json.contains("name"));       // it has none
  CHECK_FALSE(json.contains("eventTime"));  // an empty map is left out
  CHECK(json["sink"]["numOutputRows"] == 1);
}

TEST_CASE("progress: late rows are counted as Spark counts groups, and as rows",
          "[runtime][rule40]") {
  stream_source source;
  ms::testing::memory_sink sink;
  auto engine = ms::open_query(ms::write_stream(counted(source), sink).threads(1));
  source.add(at(100));
  CHECK(engine.run_next_batch());
  CHECK(engine.run_next_batch());
  source.add(at(1), at(2), at(3), at(14));
  auto const progress = engine.run_next_batch();
  CHECK(progress->state_operators.at(0).num_rows_dropped_by_watermark == 2);
  CHECK(progress->state_operators.at(0).num_input_rows_dropped_by_watermark == 4);
}
