// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <stdexcept>

#include "runtime_rows.hpp"
#include "unit/io/temporary_folder.hpp"

using namespace runtime_test;

namespace {

/// Throws on a negative number, as a user's function may.
std::int64_t checked(std::int64_t v) {
  if (v < 0) throw std::runtime_error("the user's own words");
  return v;
}

auto guarded(stream_source const& source, ms::testing::memory_sink const& sink) {
  return ms::write_stream(
             source.stream() | ms::filter([](row const& r) { return checked(r.v) >= 0; }), sink)
      .threads(1);
}

}  // namespace

TEST_CASE("running_query: all that is there is processed, then it is stopped", "[runtime]") {
  stream_source source;
  ms::testing::memory_sink sink;
  std::vector<std::int64_t> seen;
  auto const query = ms::start(guarded(source, sink),
                               [&](ms::query_progress const& p) { seen.push_back(p.batch_id); });
  CHECK(query->is_active());
  source.add(at(1), at(2));
  query->process_all_available();
  CHECK(sink.all_rows().size() == 2);
  source.add(at(3));
  query->process_all_available();
  CHECK(sink.all_rows().size() == 3);
  CHECK(query->last_progress()->num_input_rows == 1);
  query->stop();
  CHECK_FALSE(query->is_active());
  CHECK(query->exception() == nullptr);
  CHECK(seen.back() == query->last_progress()->batch_id);
  CHECK(query->recent_progress().size() == seen.size());
  query->stop();  // twice is once
  query->process_all_available();
}

TEST_CASE("running_query: an exception of a user's function ends the query and reaches who waits",
          "[runtime][rule16]") {
  stream_source source;
  ms::testing::memory_sink sink;
  auto const query = ms::start(guarded(source, sink));
  source.add(at(1));
  query->process_all_available();
  source.add(at(2, -1));
  CHECK_THROWS_WITH(query->process_all_available(), Catch::Contains("the user's own words"));
  CHECK_THROWS_WITH(query->await_termination(), Catch::Contains("the user's own words"));
  CHECK_FALSE(query->is_active());
  CHECK(query->exception() != nullptr);
  CHECK(query->last_progress()->batch_id == 0);  // what was done before is kept
  CHECK(sink.batches() == std::vector<std::int64_t>{0});
}

TEST_CASE("running_query: after a failure the next run repeats the batch that failed",
          "[runtime][rule6][rule16]") {
  temporary_folder const folder;
  stream_source source;
  ms::testing::memory_sink sink;
  bool broken = true;
  auto const query = ms::write_stream(source.stream() | ms::filter([&](row const&) {
                                        if (broken) throw std::runtime_error("broken");
                                        return true;
                                      }),
                                      sink)
                         .threads(1)
                         .checkpoint(folder.path)
                         .trigger(ms::available_now);
  source.add(at(1));
  CHECK_THROWS_WITH(ms::run(query), Catch::Contains("broken"));
  broken = false;
  source.add(at(2));  // not of the batch that was planned
  ms::run(query);
  CHECK(sink.rows(0).size() == 1);
  CHECK(sink.rows(1).size() == 1);
  CHECK(sink.batches() == std::vector<std::int64_t>{0, 1});
}

TEST_CASE(
    "running_query: available_now takes what was there at the start, within the limit, and ends",
    "[runtime][rule13]") {
  stream_source source;
  source.max_rows_per_trigger(2);
  ms::testing::memory_sink sink;
  source.add(at(1), at(2), at(3), at(4), at(5));
  bool added = false;
  ms::run(guarded(source, sink).trigger(ms::available_now), [&](ms::query_progress const&) {
    if (!std::exchange(added, true)) source.add(at(6));
  });
  CHECK(sink.batches() == std::vector<std::int64_t>{0, 1, 2});
  CHECK(sink.rows(0).size() == 2);
  CHECK(sink.rows(2).size() == 1);
  CHECK(sink.all_rows().size() == 5);
}

TEST_CASE("running_query: available_now and process_all_available include the batches without data",
          "[runtime][rule13][rule18]") {
  stream_source source;
  ms::testing::memory_sink sink;
  auto const query = ms::write_stream(counted(source), sink).threads(1);
  source.add(at(1), at(30));
  SECTION("available_now") {
    ms::run(query.trigger(ms::available_now));
  }
  SECTION("process_all_available") {
    auto const running = ms::start(query);
    running->process_all_available();
  }
  CHECK(sink.batches() == std::vector<std::int64_t>{0, 1});
  CHECK(sink.rows(1).size() == 1);
}

TEST_CASE("running_query: its end lets the next run have the checkpoint at once",
          "[runtime][rule9]") {
  temporary_folder const folder;
  stream_source source;
  ms::testing::memory_sink sink;
  auto const query = guarded(source, sink).checkpoint(folder.path);
  for (int i = 0; i < 5; ++i) {
    source.add(at(i));
    auto const running = ms::start(query);
    running->process_all_available();
    running->stop();
  }
  CHECK(sink.all_rows().size() == 5);
}

TEST_CASE("running_query: what recovery finds wrong is thrown by start, nothing runs",
          "[runtime]") {
  temporary_folder const folder;
  stream_source source;
  ms::testing::memory_sink sink;
  auto const query = guarded(source, sink).checkpoint(folder.path);
  auto const running = ms::start(query);
  CHECK_THROWS_AS(ms::start(query), ms::error);
}
