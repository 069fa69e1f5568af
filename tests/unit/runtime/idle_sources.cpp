// SPDX-License-Identifier: Apache-2.0
//
// Sources that are silent and are not waited for (`with_idleness`): each case with one engine, and with a restart after
// every batch.
#include <catch2/catch.hpp>

#include "runtime_rows.hpp"
#include "unit/io/temporary_folder.hpp"

using namespace runtime_test;
using rows = std::vector<ms::value_list>;

namespace {

/// Two streams with a watermark each, counted by windows of ten seconds.
struct two_streams {
  temporary_folder folder;
  stream_source first, second;
  ms::testing::memory_sink counts, late;
  std::shared_ptr<ms::testing::manual_clock> clock =
      std::make_shared<ms::testing::manual_clock>(std::chrono::hours(1));
  bool restarts = false;

  explicit two_streams(bool restart_after_every_batch = false)
      : restarts(restart_after_every_batch) {}

  auto query() const {
    return ms::write_stream(first.stream() | ms::with_watermark("ts"_c, 0s) |
                                ms::union_(second.stream() | ms::with_watermark("ts"_c, 0s)) |
                                ms::group_by(ms::window("ts"_c, 10s)) |
                                ms::agg(ms::count().as("n"_c)),
                            counts)
        .late_rows(late)
        .checkpoint(folder.path)
        .batches_per_snapshot(2)
        .threads(1);
  }
};

/// A query in the making: what runs of it, and the watermark after that.
template <class Query>
struct running {
  two_streams& of;
  Query query;
  std::optional<ms::runtime::micro_batch> engine{};

  /// Runs all that there is to run; gives the watermark of the next batch.
  std::int64_t watermark_after_all() {
    for (;;) {
      if (!engine) engine.emplace(ms::open_query(query, of.clock));
      auto const progress = engine->run_next_batch();
      auto const watermark = engine->watermark_ms();
      if (of.restarts) engine.reset();
      if (!progress) return watermark;
    }
  }
};
template <class Query>
running(two_streams&, Query) -> running<Query>;

}  // namespace

TEST_CASE("with_idleness: a silent source holds up the watermark until its time is over",
          "[runtime][rule31]") {
  two_streams streams(GENERATE(false, true));
  running patient{streams, streams.query().with_idleness(5min)};
  streams.first.add(at(10));
  streams.second.add(at(10));
  CHECK(patient.watermark_after_all() == 10'000);
  // the second is silent from here on
  streams.clock->advance(3min);
  streams.first.add(at(100));
  CHECK(patient.watermark_after_all() == 10'000);
  streams.clock->advance(119s);
  streams.first.add(at(200));
  CHECK(patient.watermark_after_all() == 10'000);
  CHECK(streams.counts.all_rows().empty());
  streams.clock->advance(1s);
  streams.first.add(at(201));
  CHECK(patient.watermark_after_all() == 201'000);
  CHECK(streams.counts.all_rows() ==
        rows{{window(10, 20), std::int64_t(2)}, {window(100, 110), std::int64_t(1)}});
}

TEST_CASE("with_idleness: without it a silent source is waited for", "[runtime][rule31]") {
  two_streams streams(GENERATE(false, true));
  running waiting{streams, streams.query()};
  streams.first.add(at(10));
  streams.second.add(at(10));
  CHECK(waiting.watermark_after_all() == 10'000);
  streams.clock->advance(std::chrono::hours(24));
  streams.first.add(at(100));
  CHECK(waiting.watermark_after_all() == 10'000);
}

TEST_CASE("with_idleness: a source that delivers again is waited for again, and nothing goes back",
          "[runtime][rule28][rule31]") {
  two_streams streams(GENERATE(false, true));
  running query{streams, streams.query().with_idleness(1min)};
  streams.first.add(at(10));
  streams.second.add(at(10));
  query.watermark_after_all();
  streams.clock->advance(1min);
  streams.first.add(at(100));
  CHECK(query.watermark_after_all() == 100'000);
  streams.clock->advance(1s);
  streams.second.add(at(20), at(150));
  CHECK(query.watermark_after_all() == 100'000);
  CHECK(streams.late.all_rows() == rows{{at(20).ts, std::int64_t(1)}});
  streams.clock->advance(1s);
  streams.first.add(at(300));
  CHECK(query.watermark_after_all() == 150'000);
}

TEST_CASE("with_idleness: time alone leaves a source out, in a batch without data",
          "[runtime][rule21][rule31]") {
  two_streams streams(GENERATE(false, true));
  running query{streams, streams.query().with_idleness(1min)};
  streams.first.add(at(10));
  streams.second.add(at(10));
  query.watermark_after_all();
  streams.clock->advance(30s);
  streams.first.add(at(100));
  CHECK(query.watermark_after_all() == 10'000);
  streams.clock->advance(29s);
  CHECK(query.watermark_after_all() == 10'000);
  CHECK(streams.counts.all_rows().empty());
  streams.clock->advance(1s);
  CHECK(query.watermark_after_all() == 100'000);
  CHECK(streams.counts.all_rows() == rows{{window(10, 20), std::int64_t(2)}});
}

TEST_CASE("with_idleness: where all are silent the watermark stands", "[runtime][rule31]") {
  two_streams streams(GENERATE(false, true));
  running query{streams, streams.query().with_idleness(1min)};
  streams.first.add(at(100));
  streams.second.add(at(10));
  CHECK(query.watermark_after_all() == 10'000);
  streams.clock->advance(1h);
  CHECK(query.watermark_after_all() == 10'000);
  // both come back in one batch: neither was behind the other
  streams.first.add(at(110));
  streams.second.add(at(90));
  CHECK(query.watermark_after_all() == 90'000);
  CHECK(streams.late.all_rows().empty());
}

TEST_CASE("with_idleness: a source that never delivered is silent from the first batch on",
          "[runtime][rule31]") {
  two_streams streams(GENERATE(false, true));
  running query{streams, streams.query().with_idleness(1min)};
  streams.clock->advance(1h);
  streams.first.add(at(100));
  CHECK(query.watermark_after_all() == 0);
  streams.clock->advance(1min);
  streams.first.add(at(120));
  CHECK(query.watermark_after_all() == 120'000);
}

TEST_CASE("with_idleness: the fastest of several and a single one are what they are without it",
          "[runtime][rule31]") {
  two_streams streams(GENERATE(false, true));
  SECTION("the fastest") {
    running query{streams,
                  streams.query().watermark_policy(ms::watermark_policy::max).with_idleness(1s)};
    streams.first.add(at(100));
    CHECK(query.watermark_after_all() == 100'000);
    streams.clock->advance(1min);
    streams.second.add(at(50));
    CHECK(query.watermark_after_all() == 100'000);
  }
  SECTION("a single one") {
    running query{streams, ms::write_stream(counted(streams.first), streams.counts)
                               .checkpoint(streams.folder.path)
                               .with_idleness(1s)};
    streams.first.add(at(100));
    CHECK(query.watermark_after_all() == 95'000);
    streams.clock->advance(1min);
    streams.first.add(at(110));
    CHECK(query.watermark_after_all() == 105'000);
  }
}

TEST_CASE("with_idleness: what a batch decided it decides again after a crash",
          "[runtime][rule6][rule8]") {
  struct stop_at : ms::io::fault_hook {
    std::string at;
    std::int64_t batch;
    stop_at(std::string s, std::int64_t b) : at(std::move(s)), batch(b) {}
    void step(std::string_view name, std::int64_t id) override {
      if (name == at && id == batch) throw std::runtime_error("stopped");
    }
  };
  std::string const step =
      GENERATE("offsets.after", "run.after", "state.after", "sink.after", "commit.before");
  INFO(step);
  two_streams streams;
  auto const query = streams.query().with_idleness(1min);
  auto const run_until = [&](std::int64_t batch) {
    auto engine = ms::open_query(
        query.file_door(ms::io::file_door(std::make_shared<stop_at>(step, batch))), streams.clock);
    for (;;)
      engine.run_next_batch();
  };
  streams.first.add(at(10));
  streams.second.add(at(10));
  running{streams, query}.watermark_after_all();
  streams.clock->advance(30s);
  streams.first.add(at(100));
  running{streams, query}.watermark_after_all();
  streams.clock->advance(30s);
  SECTION("a batch without data, by the time alone") {
    // batches 0 and 2 had data, 1 and this one have none
    REQUIRE_THROWS_WITH(run_until(3), "stopped");
    // by the time now the first one is silent too
    streams.clock->advance(1h);
    CHECK(running{streams, query}.watermark_after_all() == 100'000);
    CHECK(streams.counts.rows(3) == rows{{window(10, 20), std::int64_t(2)}});
  }
  SECTION("a batch with data, of a query that is less patient afterwards") {
    streams.first.add(at(200));
    REQUIRE_THROWS_WITH(run_until(3), "stopped");
    auto engine = ms::open_query(query.with_idleness(24h), streams.clock);
    REQUIRE(engine.run_next_batch());
    CHECK(engine.watermark_ms() == 200'000);
  }
}

TEST_CASE("with_idleness: the time is positive", "[runtime]") {
  two_streams streams;
  CHECK_THROWS_WITH(streams.query().with_idleness(0s), Catch::Contains("must be positive"));
}
