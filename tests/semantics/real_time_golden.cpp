// SPDX-License-Identifier: Apache-2.0
//
// The real-time trigger against Spark, whose answers to micro-batches of one row are what it hands on row by row.
#include <numeric>

#include "engine_replay.hpp"
#include "real_time_scenarios.hpp"

#include <millstream/expr/functions/array.hpp>
#include <millstream/testing/manual_clock.hpp>

namespace {

namespace ms = millstream;
using namespace std::chrono_literals;
using golden::json;
using source_type = ms::testing::memory_stream<scenarios::event>;

auto described(auto const& stream, ms::testing::memory_sink const& sink) {
  return ms::write_stream(stream, sink)
      .output_mode(ms::update)
      .state_partitions(4)
      .trigger(ms::real_time(5s));
}
auto opened(auto const& query) {
  return ms::open_query(query, std::make_shared<ms::testing::manual_clock>(1000ms));
}

/// Each row is an interval of its own: all that Spark says of a batch is true of it.
void replay_by_intervals(std::string const& name, auto const& query, bool restarts) {
  INFO(name << (restarts ? ", restarts" : ""));
  auto const golden = golden::read(name, real_time_scenarios::folder);
  temporary_folder const folder;
  source_type source;
  ms::testing::memory_sink sink;
  auto const result = query(source.stream());
  auto const schema = ms::describe_schema<typename decltype(result.plan)::schema_type>();
  auto description = described(result, sink);
  if (restarts) description = description.checkpoint(folder.path).batches_per_snapshot(2);
  std::optional<ms::runtime::micro_batch> engine;
  auto const run = [&] {
    if (!engine) engine.emplace(opened(description));
    engine->poll();
    auto out = engine->end_interval();
    if (restarts) engine.reset();
    return out;
  };
  for (auto const& step : golden["steps"]) {
    INFO(step["input"].dump());
    source.add(golden::events_of<scenarios::event>(step["input"][0]));
    for (auto const& expected : step["batches"]) {
      auto const got = run();
      REQUIRE(got);
      golden::compare(expected, *got, sink, schema, false);
    }
    CHECK_FALSE(run());
  }
}

/// All rows come in one interval, and in one group: what leaves is what Spark's batches of one row say, row by row.
void replay_in_one_interval(std::string const& name, auto const& query) {
  INFO(name << ", one interval");
  auto const golden = golden::read(name, real_time_scenarios::folder);
  source_type source;
  ms::testing::memory_sink sink;
  auto const result = query(source.stream());
  auto const schema = ms::describe_schema<typename decltype(result.plan)::schema_type>();
  auto engine = opened(described(result, sink));
  std::vector<scenarios::event> all;
  std::string wanted, got;
  std::vector<std::size_t> of_a_row;
  for (auto const& step : golden["steps"]) {
    for (auto& event : golden::events_of<scenarios::event>(step["input"][0]))
      all.push_back(event);
    REQUIRE(step["batches"].size() == 1);
    auto const& rows = step["batches"][0]["rows"];
    of_a_row.push_back(rows.size());
    wanted += golden::text_of(golden::rows_of(rows, schema)) + "--\n";
  }
  source.add(all);
  CHECK(engine.poll());
  auto const rows = sink.rows_in_order(0);
  REQUIRE(rows.size() == std::accumulate(of_a_row.begin(), of_a_row.end(), std::size_t(0)));
  auto at = rows.begin();
  for (auto const count : of_a_row) {
    got += golden::text_of({at, at + static_cast<std::ptrdiff_t>(count)}) + "--\n";
    at += static_cast<std::ptrdiff_t>(count);
  }
  CHECK(got == wanted);
  auto const progress = engine.end_interval();
  auto const& last = golden["steps"].back()["batches"].back();
  std::int64_t state_rows = 0;
  for (auto const& s : progress->state_operators)
    state_rows += s.num_rows_total;
  CHECK(state_rows == last["state_rows"].get<std::int64_t>());
  CHECK(sink.rows_in_order(0).size() == rows.size());
}

}  // namespace

TEST_CASE(
    "golden: intervals of one row are Spark's micro-batches of one row",
    "[semantics][engine][golden][real_time]"
    "[rule22][rule23][rule34][rule35][rule36][rule40][rule52][rule56][rule58][rule66][rule69]") {
  auto const replay = [](std::string const& name, auto const& query) {
    replay_by_intervals(name, query, false);
    replay_by_intervals(name, query, true);
  };
  real_time_scenarios::for_each_without_watermark(replay);
  real_time_scenarios::for_each_with_watermark(replay);
}

TEST_CASE("golden: within an interval each row hands on what Spark's micro-batch of it does",
          "[semantics][engine][golden][real_time][rule52][rule56][rule58][rule66]") {
  real_time_scenarios::for_each_without_watermark(
      [](std::string const& name, auto const& query) { replay_in_one_interval(name, query); });
}
