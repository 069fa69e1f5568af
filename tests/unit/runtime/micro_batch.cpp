// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/testing/fault_hooks.hpp>
#include "runtime_rows.hpp"
#include "unit/io/temporary_folder.hpp"

using namespace runtime_test;

TEST_CASE("micro_batch: an idle trigger uses no batch number", "[runtime][rule1]") {
  stream_source source;
  ms::testing::memory_sink sink;
  auto engine = ms::open_query(ms::write_stream(source.stream(), sink).threads(1));
  CHECK_FALSE(engine.run_next_batch());
  source.add(at(1));
  CHECK(engine.run_next_batch()->batch_id == 0);
  CHECK_FALSE(engine.run_next_batch());
  source.add(at(2));
  CHECK(engine.run_next_batch()->batch_id == 1);
}

TEST_CASE("micro_batch: one batch without data follows a higher watermark, and closes windows",
          "[runtime][rule21][rule26][rule55]") {
  stream_source source;
  ms::testing::memory_sink sink;
  auto engine = ms::open_query(ms::write_stream(counted(source), sink).threads(1));
  source.add(at(1), at(2));
  CHECK(engine.run_next_batch()->batch_id == 0);
  CHECK_FALSE(engine.run_next_batch());  // 2 s - 5 s: the watermark did not move
  source.add(at(21));
  auto const with_data = engine.run_next_batch();
  CHECK(with_data->watermark_ms == 0);
  CHECK(engine.watermark_ms() == 16000);
  auto const without = engine.run_next_batch();
  REQUIRE(without);
  CHECK(without->batch_id == 2);
  CHECK(without->num_input_rows == 0);
  CHECK(without->watermark_ms == 16000);
  CHECK(sink.rows(2) == std::vector<ms::value_list>{{window(0, 10), std::int64_t(2)}});
  CHECK_FALSE(engine.run_next_batch());
}

TEST_CASE("micro_batch: a query in complete mode asks for no batch without data",
          "[runtime][rule22]") {
  stream_source source;
  ms::testing::memory_sink sink;
  auto engine =
      ms::open_query(ms::write_stream(counted(source), sink).output_mode(ms::complete).threads(1));
  source.add(at(1), at(100));
  CHECK(engine.run_next_batch());
  CHECK_FALSE(engine.run_next_batch());
}

TEST_CASE("micro_batch: a batch without data that is owed runs after a restart",
          "[runtime][rule15][rule21]") {
  temporary_folder const folder;
  stream_source source;
  ms::testing::memory_sink sink;
  auto const query = ms::write_stream(counted(source), sink).threads(1).checkpoint(folder.path);
  source.add(at(1), at(21));
  CHECK(ms::open_query(query).run_next_batch()->batch_id == 0);
  auto engine = ms::open_query(query);
  auto const owed = engine.run_next_batch();
  REQUIRE(owed);
  CHECK(owed->batch_id == 1);
  CHECK(sink.rows(1).size() == 1);
  CHECK_FALSE(engine.run_next_batch());
}

TEST_CASE("micro_batch: a stream united with itself is read once, and its rows count twice",
          "[runtime][rule17]") {
  stream_source source;
  ms::testing::memory_sink sink;
  auto const once = source.stream();
  auto engine = ms::open_query(
      ms::write_stream(once | ms::union_(once | ms::where("v"_c > 1)), sink).threads(1));
  source.add(at(1, 1), at(2, 2), at(3, 3));
  auto const progress = engine.run_next_batch();
  CHECK(progress->sources.size() == 1);
  CHECK(progress->num_input_rows == 3);
  CHECK(sink.rows(0).size() == 5);
}

TEST_CASE("micro_batch: max_rows_per_trigger limits a batch", "[runtime]") {
  stream_source source;
  source.max_rows_per_trigger(3);
  ms::testing::memory_sink sink;
  auto engine = ms::open_query(ms::write_stream(source.stream(), sink).threads(1));
  for (int i = 0; i < 7; ++i)
    source.add(at(i));
  std::vector<std::int64_t> sizes;
  while (auto const p = engine.run_next_batch())
    sizes.push_back(p->num_input_rows);
  CHECK(sizes == std::vector<std::int64_t>{3, 3, 1});
}

TEST_CASE(
    "micro_batch: a batch passes the steps of rule 2 in order, logged before it runs, committed "
    "after its sinks",
    "[runtime][rule2]") {
  temporary_folder const folder;
  stream_source source;
  ms::testing::memory_sink sink;
  auto const recorder = std::make_shared<ms::testing::recording_hook>();
  auto engine = ms::open_query(ms::write_stream(counted(source), sink)
                                   .threads(1)
                                   .checkpoint(folder.path)
                                   .batches_per_snapshot(1)
                                   .file_door(ms::io::file_door(recorder)));
  source.add(at(1));
  auto const progress = engine.run_next_batch();
  std::vector<std::pair<std::string, std::int64_t>> const wanted{
      {"offsets.before", 0}, {"offsets.after", 0}, {"run.after", 0},  {"state.inside", 0},
      {"state.after", 0},    {"sink.before", 0},   {"sink.after", 0}, {"commit.before", 0},
      {"commit.after", 0},   {"snapshot.after", 0}};
  CHECK(recorder->steps() == wanted);
  CHECK(progress->flushes > 2);
  auto const trace = recorder->trace();
  auto const flushed_between = [&](std::string const& first, std::string const& last) {
    auto const from = std::find(trace.begin(), trace.end(), "step " + first + " 0");
    auto const to = std::find(from, trace.end(), "step " + last + " 0");
    return std::any_of(from, to, [](auto const& line) { return line.starts_with("datasync"); });
  };
  CHECK(flushed_between("offsets.before", "offsets.after"));
  CHECK_FALSE(flushed_between("offsets.after", "commit.before"));
  CHECK(flushed_between("commit.before", "commit.after"));
}

TEST_CASE("micro_batch: an error names the batch", "[runtime][rule16]") {
  stream_source source;
  ms::testing::memory_sink sink;
  auto engine = ms::open_query(
      ms::write_stream(source.stream() | ms::select((10 / "v"_c).as("q"_c)), sink).threads(1));
  source.add(at(1, 2));
  CHECK(engine.run_next_batch());
  source.add(at(2, 0));
  try {
    engine.run_next_batch();
    FAIL("no error");
  } catch (ms::error const& e) {
    CHECK(e.code() == ms::errc::division_by_zero);
    CHECK(e.where().batch == 1);
  }
  CHECK(sink.batches() == std::vector<std::int64_t>{0});
}
