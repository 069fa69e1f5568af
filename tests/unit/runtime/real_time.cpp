// SPDX-License-Identifier: Apache-2.0
//
// The real-time trigger: rows leave at once, an interval is a batch.
#include <catch2/catch.hpp>

#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <millstream/connector/transport/console.hpp>
#include <millstream/connector/transport/for_each.hpp>
#include <millstream/connector/transport/noop.hpp>
#include <millstream/connector/transport/rate_micro_batch.hpp>
#include <millstream/testing/fault_hooks.hpp>
#include "runtime_rows.hpp"
#include "unit/io/temporary_folder.hpp"

using namespace runtime_test;

namespace {

using rows = std::vector<ms::value_list>;

std::int64_t n(std::int64_t v) {
  return v;
}

auto manual() {
  return std::make_shared<ms::testing::manual_clock>(1000ms);
}

/// How many rows have the same `v`, without a watermark.
auto by_value(stream_source const& source) {
  return source.stream() | ms::group_by("v"_c) | ms::agg(ms::count().as("n"_c));
}

template <class Stream>
auto in_real_time(Stream const& stream, ms::testing::memory_sink const& sink) {
  return ms::write_stream(stream, sink).output_mode(ms::update).trigger(ms::real_time(5s));
}
template <class Stream>
auto in_batches(Stream const& stream, ms::testing::memory_sink const& sink) {
  return ms::write_stream(stream, sink).output_mode(ms::update).threads(1);
}

}  // namespace

TEST_CASE("real_time: rows are with the sink before the interval ends, and committed at its end",
          "[runtime][real_time][rule52][rule109]") {
  stream_source source;
  ms::testing::memory_sink sink;
  auto const clock = manual();
  auto engine = ms::open_query(
      in_real_time(source.stream() | ms::where("v"_c > 1) | ms::select("v"_c), sink), clock);
  CHECK_FALSE(engine.poll());
  source.add(at(1, 1), at(2, 2), at(3, 3));
  CHECK(engine.poll());
  CHECK(sink.rows_in_order(0) == rows{{n(2)}, {n(3)}});
  CHECK(sink.batches().empty());
  source.add(at(4, 4));
  CHECK(engine.poll());
  CHECK_FALSE(engine.poll());
  CHECK(sink.rows_in_order(0) == rows{{n(2)}, {n(3)}, {n(4)}});
  clock->advance(4999ms);
  CHECK_FALSE(engine.interval_is_over());
  clock->advance(1ms);
  CHECK(engine.interval_is_over());
  auto const progress = engine.end_interval();
  REQUIRE(progress);
  CHECK(sink.batches() == std::vector<std::int64_t>{0});
  CHECK(progress->batch_id == 0);
  CHECK(progress->num_input_rows == 4);
  CHECK(progress->sources[0].end_offset == R"({"start":0,"end":4})");
  CHECK(progress->sinks[0].num_output_rows == 3);
  CHECK(progress->sinks[0].delivery == "at least once");
  CHECK(progress->to_json().find(R"("numOutputRows":3,"delivery":"at least once")") !=
        std::string::npos);
  CHECK_FALSE(engine.interval_is_over());
}

TEST_CASE("real_time: an interval without rows uses no batch number",
          "[runtime][real_time][rule1]") {
  stream_source source;
  ms::testing::memory_sink sink;
  auto const clock = manual();
  auto engine = ms::open_query(in_real_time(by_value(source), sink), clock);
  CHECK_FALSE(engine.end_interval());
  CHECK_FALSE(engine.poll());
  clock->advance(5s);
  CHECK(engine.interval_is_over());
  CHECK_FALSE(engine.end_interval());
  source.add(at(1));
  CHECK(engine.poll());
  CHECK(engine.end_interval()->batch_id == 0);
}

TEST_CASE("real_time: each row that touches a group is followed by the group, in the order of rows",
          "[runtime][real_time][rule52]") {
  stream_source source;
  ms::testing::memory_sink sink;
  auto engine = ms::open_query(in_real_time(by_value(source), sink), manual());
  source.add(at(1, 7), at(1, 8), at(1, 7), at(1, 7));
  engine.poll();
  CHECK(sink.rows_in_order(0) == rows{{n(7), n(1)}, {n(8), n(1)}, {n(7), n(2)}, {n(7), n(3)}});
  engine.end_interval();
  source.add(at(1, 8));
  engine.poll();
  CHECK(sink.rows_in_order(1) == rows{{n(8), n(2)}});
}

TEST_CASE("real_time: rows and state are those of micro-batches of one row",
          "[runtime][real_time][differential]") {
  auto const same = [](auto const& plan_over, std::vector<row> const& input) {
    stream_source source, one_by_one;
    ms::testing::memory_sink sink, wanted;
    auto engine = ms::open_query(in_real_time(plan_over(source), sink), manual());
    auto batches = ms::open_query(in_batches(plan_over(one_by_one), wanted));
    std::int64_t count = 0;
    rows in_batches_of_one;
    for (auto const& r : input) {
      one_by_one.add(r);
      batches.run_next_batch();
      auto const more = wanted.rows(count++);
      in_batches_of_one.insert(in_batches_of_one.end(), more.begin(), more.end());
    }
    source.add(input);
    engine.poll();
    engine.end_interval();
    auto const got = sink.rows_in_order(0);
    CHECK(got.size() == in_batches_of_one.size());
    CHECK(sink.rows(0) == wanted.all_rows());
  };
  std::vector<row> input;
  for (int i = 0; i < 3000; ++i)
    input.push_back(at(i % 97, i * 7919 % 31));
  same(by_value, input);
  same([](auto const& s) { return s.stream() | ms::drop_duplicates("v"_c); }, input);
  same(
      [](auto const& s) {
        return s.stream() | ms::drop_duplicates("ts"_c, "v"_c) | ms::group_by("v"_c) |
               ms::agg(ms::count().as("n"_c), ms::sum("v"_c).as("s"_c), ms::min("ts"_c).as("m"_c)) |
               ms::where("n"_c > 3);
      },
      input);
  same(
      [](auto const& s) {
        return s.stream() | ms::group_by(ms::window("ts"_c, 10s, 5s), "v"_c) |
               ms::agg(ms::count().as("n"_c)) |
               ms::select("window.start"_c.as("from"_c), "v"_c, "n"_c);
      },
      input);
  same([](auto const& s) { return s.stream() | ms::agg(ms::count().as("n"_c), ms::max("v"_c)); },
       input);
}

TEST_CASE("real_time: the state is that of one micro-batch of the same rows",
          "[runtime][real_time][differential]") {
  temporary_folder const folder;
  stream_source source, of_batches;
  ms::testing::memory_sink sink, wanted;
  auto const in = [&](char const* name) { return folder.path / name; };
  {
    auto engine =
        ms::open_query(in_real_time(counted(source), sink).checkpoint(in("real")), manual());
    auto batches = ms::open_query(in_batches(counted(of_batches), wanted).checkpoint(in("batch")));
    for (auto* s : {&source, &of_batches})
      s->add(at(1), at(2), at(12), at(3), at(40));
    engine.poll();
    auto const got = engine.end_interval();
    auto const expected = batches.run_next_batch();
    auto const& state = got->state_operators.at(0);
    CHECK(state.num_rows_total == expected->state_operators.at(0).num_rows_total);
    CHECK(state.num_rows_updated == expected->state_operators.at(0).num_rows_updated);
    CHECK(engine.watermark_ms() == batches.watermark_ms());
  }
  // both go on by the trigger of the other
  auto batches = ms::open_query(in_batches(counted(source), sink).checkpoint(in("real")));
  auto engine =
      ms::open_query(in_real_time(counted(of_batches), wanted).checkpoint(in("batch")), manual());
  CHECK(batches.run_next_batch()->num_input_rows == 0);  // the windows that the watermark closed
  CHECK(engine.end_interval()->num_input_rows == 0);
  for (auto* s : {&source, &of_batches})
    s->add(at(41));
  CHECK(batches.run_next_batch()->batch_id == 2);
  engine.poll();
  CHECK(engine.end_interval()->batch_id == 2);
  CHECK(sink.rows(2) == rows{{window(40, 50), n(2)}});
  CHECK(wanted.rows(2) == rows{{window(40, 50), n(2)}});
}

TEST_CASE("real_time: the watermark moves at the end of an interval only, and frees state there",
          "[runtime][real_time][rule36][rule40]") {
  stream_source source;
  ms::testing::memory_sink sink;
  auto engine = ms::open_query(in_real_time(counted(source), sink), manual());
  source.add(at(1), at(50));
  engine.poll();
  CHECK(engine.watermark_ms() == 0);
  source.add(at(2));  // far behind, but the watermark stands
  engine.poll();
  CHECK(sink.rows_in_order(0) ==
        rows{{window(0, 10), n(1)}, {window(50, 60), n(1)}, {window(0, 10), n(2)}});
  auto const first = engine.end_interval();
  CHECK(engine.watermark_ms() == 45000);
  CHECK(first->watermark_ms == 0);
  CHECK(first->state_operators.at(0).num_rows_total == 2);
  CHECK(first->state_operators.at(0).num_rows_removed == 0);

  source.add(at(3));  // late by the watermark of the interval before only
  engine.poll();
  CHECK(sink.rows_in_order(1) == rows{{window(0, 10), n(3)}});
  auto const second = engine.end_interval();
  CHECK(second->watermark_ms == 45000);
  CHECK(second->state_operators.at(0).num_rows_removed == 1);
  CHECK(second->state_operators.at(0).num_input_rows_dropped_by_watermark == 0);

  source.add(at(4), at(51));
  engine.poll();
  CHECK(sink.rows_in_order(2) == rows{{window(50, 60), n(2)}});
  auto const third = engine.end_interval();
  CHECK(third->state_operators.at(0).num_input_rows_dropped_by_watermark == 1);
  CHECK(third->state_operators.at(0).num_rows_dropped_by_watermark == 1);
  CHECK(engine.end_interval() != std::nullopt);  // 46 s: one without data
  CHECK(engine.end_interval() == std::nullopt);
}

TEST_CASE("real_time: late rows are whole in their sink when the interval is committed",
          "[runtime][real_time]") {
  stream_source source;
  ms::testing::memory_sink sink, late;
  auto engine = ms::open_query(in_real_time(counted(source), sink).late_rows(late), manual());
  source.add(at(50));
  engine.poll();
  engine.end_interval();
  engine.end_interval();
  source.add(at(3, 33));
  engine.poll();
  CHECK(late.rows(2).empty());
  auto const progress = engine.end_interval();
  CHECK(late.rows(2) == rows{{at(3).ts, n(33)}});
  CHECK(progress->sinks.at(1).delivery.empty());
}

TEST_CASE(
    "real_time: what was read in an interval that did not end is read again, state exactly once",
    "[runtime][real_time][rule109]") {
  temporary_folder const folder;
  stream_source source;
  ms::testing::memory_sink sink;
  auto const query = in_real_time(by_value(source), sink).checkpoint(folder.path);
  source.add(at(1, 7));
  {
    auto engine = ms::open_query(query, manual());
    engine.poll();
    engine.end_interval();
    source.add(at(1, 7), at(1, 8));
    engine.poll();  // and dies
  }
  source.add(at(1, 7));
  auto engine = ms::open_query(query, manual());
  CHECK(engine.last_batch() == 0);
  engine.poll();
  CHECK(engine.end_interval()->sources[0].end_offset == R"({"start":1,"end":4})");
  CHECK(sink.rows_in_order(0) == rows{{n(7), n(1)}});
  CHECK(sink.rows_in_order(1) ==
        rows{{n(7), n(2)}, {n(8), n(1)}, {n(7), n(2)}, {n(8), n(1)}, {n(7), n(3)}});
}

TEST_CASE("real_time: a crash at any step of an interval leaves state exactly once",
          "[runtime][real_time][recovery][rule109]") {
  struct dies_at final : ms::io::fault_hook {
    std::size_t at, seen = 0;
    std::string died;
    explicit dies_at(std::size_t passing) : at(passing) {}
    void step(std::string_view name, std::int64_t) override {
      if (seen++ == at) died = name, throw ms::testing::process_died{};
    }
  };
  std::set<std::string> names;
  for (std::size_t passing = 0;; ++passing) {
    temporary_folder const folder;
    stream_source source;
    ms::testing::memory_sink sink;
    auto const query =
        in_real_time(by_value(source), sink).checkpoint(folder.path).batches_per_snapshot(2);
    auto const run = [&](auto& engine) {
      while (engine.poll())
        ;
      engine.end_interval();
    };
    auto const hook = std::make_shared<dies_at>(passing);
    bool survived = true;
    std::vector<std::vector<row>> const groups{
        {at(1, 7), at(1, 8)}, {at(1, 7)}, {at(1, 7), at(1, 8)}};
    std::size_t added = 0;
    auto const add = [&] { source.add(groups[added++]); };
    try {
      auto engine = ms::open_query(query.file_door(ms::io::file_door(hook)), manual());
      add();
      run(engine);
      add();
      engine.poll();
      add();
      run(engine);
    } catch (ms::testing::process_died const&) {
      survived = false;
      names.insert(hook->died);
    }
    INFO("died at passing " << passing << ", " << hook->died);
    while (added < groups.size())
      add();
    // by this trigger, or by the other one
    if (passing % 2 == 0) {
      auto engine = ms::open_query(query, manual());
      run(engine);
      source.add(at(1, 8));
      run(engine);
      run(engine);
    } else {
      auto engine = ms::open_query(in_batches(by_value(source), sink).checkpoint(folder.path));
      while (engine.run_next_batch())
        ;
      source.add(at(1, 8));
      CHECK(engine.run_next_batch());
    }
    auto const all = sink.all_rows();
    CHECK(std::count(all.begin(), all.end(), ms::value_list{n(8), n(3)}) >= 1);
    for (std::int64_t count = 4; count < 8; ++count)
      for (auto const v : {n(7), n(8)})
        CHECK(std::count(all.begin(), all.end(), ms::value_list{v, n(count)}) == 0);
    if (survived) break;
  }
  CHECK(names == std::set<std::string>{"rows.after", "run.after", "offsets.before", "offsets.after",
                                       "state.inside", "state.after", "sink.before", "sink.after",
                                       "commit.before", "commit.after", "snapshot.after"});
}

TEST_CASE("real_time: what is durable is written at the end, offsets first",
          "[runtime][real_time][rule109]") {
  temporary_folder const folder;
  stream_source source;
  ms::testing::memory_sink sink;
  auto const recorder = std::make_shared<ms::testing::recording_hook>();
  auto engine = ms::open_query(in_real_time(by_value(source), sink)
                                   .checkpoint(folder.path)
                                   .file_door(ms::io::file_door(recorder)),
                               manual());
  auto const before = recorder->operations();
  source.add(at(1));
  engine.poll();
  source.add(at(1));
  engine.poll();
  CHECK(recorder->operations() == before);
  engine.end_interval();
  CHECK(recorder->operations() > before);
  std::vector<std::pair<std::string, std::int64_t>> const wanted{
      {"rows.after", 0},    {"rows.after", 0},    {"run.after", 0},   {"offsets.before", 0},
      {"offsets.after", 0}, {"state.inside", 0},  {"state.after", 0}, {"sink.before", 0},
      {"sink.after", 0},    {"commit.before", 0}, {"commit.after", 0}};
  CHECK(recorder->steps() == wanted);
}

TEST_CASE("real_time: an error in an interval names the batch, and nothing of it is committed",
          "[runtime][real_time][rule16]") {
  temporary_folder const folder;
  stream_source source;
  ms::testing::memory_sink sink;
  auto const query = in_real_time(source.stream() | ms::select((10 / "v"_c).as("q"_c)), sink)
                         .checkpoint(folder.path);
  {
    auto engine = ms::open_query(query, manual());
    source.add(at(1, 2));
    engine.poll();
    engine.end_interval();
    source.add(at(2, 5));
    engine.poll();
    source.add(at(2, 0));
    try {
      engine.poll();
      FAIL("no error");
    } catch (ms::error const& e) {
      CHECK(e.where().batch == 1);
    }
    CHECK_THROWS_AS(engine.end_interval(), ms::error);
    CHECK_THROWS_AS(engine.poll(), ms::error);
  }
  CHECK(ms::open_query(query, manual()).last_batch() == 0);
}

TEST_CASE("real_time: each output of a tee has its rows at once, from one reading",
          "[runtime][real_time][tee]") {
  stream_source source;
  ms::testing::memory_sink all, counts;
  auto const input = source.stream();
  auto const query =
      ms::tee(ms::write_stream(input | ms::select("v"_c), all).output_mode(ms::update),
              ms::write_stream(input | ms::group_by("v"_c) | ms::agg(ms::count()), counts)
                  .output_mode(ms::update)
                  .query_name("counts"))
          .trigger(ms::real_time(1s));
  auto engine = ms::open_query(query, manual());
  source.add(at(1, 5), at(1, 5));
  engine.poll();
  CHECK(all.rows_in_order(0) == rows{{n(5)}, {n(5)}});
  CHECK(counts.rows_in_order(0) == rows{{n(5), n(1)}, {n(5), n(2)}});
  auto const progress = engine.end_interval();
  CHECK(progress->num_input_rows == 2);
  CHECK(progress->sinks.size() == 2);
}

TEST_CASE("real_time: two sources united, a table joined", "[runtime][real_time][rule109]") {
  stream_source left, right;
  ms::testing::memory_sink sink;
  std::vector<row> const known{at(0, 1), at(0, 3)};
  auto const table = ms::read(known) | ms::select("v"_c, "ts"_c.as("since"_c));
  auto engine = ms::open_query(in_real_time(left.stream() | ms::union_(right.stream()) |
                                                ms::join(table, "v"_c) | ms::select("v"_c),
                                            sink),
                               manual());
  left.add(at(1, 1), at(1, 2));
  engine.poll();
  right.add(at(1, 3));
  engine.poll();
  CHECK(sink.rows_in_order(0) == rows{{n(1)}, {n(3)}});
  auto const progress = engine.end_interval();
  CHECK(progress->sources.at(0).end_offset == R"({"start":0,"end":2})");
  CHECK(progress->sources.at(1).end_offset == R"({"start":0,"end":1})");
}

TEST_CASE("real_time: on a thread of its own until it is stopped, which ends the interval",
          "[runtime][real_time]") {
  temporary_folder const folder;
  stream_source source;
  ms::testing::memory_sink sink;
  auto const query = in_real_time(by_value(source), sink).checkpoint(folder.path);
  auto const running = ms::start(query);
  source.add(at(1, 7), at(1, 7));
  running->process_all_available();
  CHECK(sink.all_rows() == rows{{n(7), n(1)}, {n(7), n(2)}});
  CHECK(running->last_progress()->num_input_rows == 2);
  source.add(at(1, 7));
  while (sink.all_rows().size() < 3)
    std::this_thread::yield();
  running->stop();
  CHECK(running->last_progress()->batch_id == 1);
  CHECK(ms::open_query(query).last_batch() == 1);
}

TEST_CASE("real_time: an exception ends the running query and reaches who waits",
          "[runtime][real_time][rule16]") {
  stream_source source;
  ms::testing::memory_sink sink;
  auto const running = ms::start(in_real_time(source.stream() | ms::filter([](row const& r) {
                                                if (r.v < 0) throw std::runtime_error("own words");
                                                return true;
                                              }),
                                              sink));
  source.add(at(1), at(1, -1));
  CHECK_THROWS_WITH(running->await_termination(), Catch::Contains("own words"));
  CHECK(sink.batches().empty());
}

TEST_CASE("real_time: the rate source and a range serve too", "[runtime][real_time]") {
  ms::testing::memory_sink sink;
  std::vector<row> const given{at(1, 1), at(2, 2), at(3, 3)};
  auto engine = ms::open_query(
      in_real_time(ms::from_range(given) | ms::select("v"_c), sink).checkpoint(""), manual());
  CHECK(engine.poll());
  CHECK_FALSE(engine.poll());
  CHECK(sink.rows(0).size() == 3);

  auto const counted_rows = ms::noop();
  auto rate =
      ms::open_query(ms::write_stream(ms::read_stream(ms::rate_micro_batch(100)), counted_rows)
                         .output_mode(ms::update)
                         .trigger(ms::real_time(5s)),
                     manual());
  for (int i = 0; i < 30; ++i)
    CHECK(rate.poll());
  CHECK(counted_rows.totals().rows == 3000);
  CHECK(rate.end_interval()->sources[0].end_offset == R"({"start":0,"end":3000})");
}

TEST_CASE("real_time: the trigger may come before the mode, and may be changed",
          "[runtime][real_time]") {
  stream_source source;
  ms::testing::memory_sink sink;
  auto const query =
      ms::write_stream(by_value(source), sink).trigger(ms::real_time(5s)).output_mode(ms::update);
  CHECK(query.options.real_time);
  CHECK(query.query_name("x").trigger(ms::real_time(7s)).options.interval == 7s);
  auto const back = query.query_name("x").trigger(ms::available_now);
  CHECK(back.options.available_now);
  CHECK_FALSE(back.options.real_time);
  CHECK(back.options.name == "x");
  CHECK_THROWS_AS(ms::real_time(0s), ms::error);
  CHECK_THROWS_AS(ms::real_time(-1s), ms::error);
}

TEST_CASE("real_time: a function and the console have rows at once, and a commit adds none",
          "[runtime][real_time]") {
  stream_source source;
  std::vector<std::int64_t> seen;
  std::ostringstream printed;
  auto const values = source.stream() | ms::select("v"_c);
  auto const query = ms::tee(ms::write_stream(values, ms::for_each([&](auto const& r) {
                                                seen.push_back(r.template get<"v">());
                                              }))
                                 .output_mode(ms::update),
                             ms::write_stream(values, ms::console().to(printed))
                                 .output_mode(ms::update)
                                 .query_name("printed"))
                         .trigger(ms::real_time(1s));
  auto engine = ms::open_query(query, manual());
  source.add(at(1, 5), at(1, 6));
  engine.poll();
  CHECK(seen == std::vector<std::int64_t>{5, 6});
  auto const at_once = printed.str();
  CHECK(at_once.find("Batch: 0\n") == 0);
  auto const progress = engine.end_interval();
  CHECK(progress->sinks.at(0).num_output_rows == 2);
  CHECK(printed.str() == at_once);
  CHECK(seen.size() == 2);
}

TEST_CASE("for_each: in micro-batches a function gets the rows of a batch with its commit",
          "[runtime]") {
  stream_source source;
  std::vector<std::int64_t> seen;
  auto engine = ms::open_query(
      ms::write_stream(source.stream() | ms::select("v"_c),
                       ms::for_each([&](auto const& r) { seen.push_back(r.template get<"v">()); }))
          .threads(1));
  source.add(at(1, 5), at(1, 6));
  CHECK(engine.run_next_batch()->sinks.at(0).num_output_rows == 2);
  CHECK(seen == std::vector<std::int64_t>{5, 6});
}

TEST_CASE("real_time: explain says how the stages run and what the sink has after a crash",
          "[runtime][real_time][explain]") {
  stream_source source;
  ms::testing::memory_sink sink;
  auto const text = ms::explain(in_real_time(by_value(source), sink).state_partitions(8)).physical;
  CHECK(text.starts_with(
      "Real time: one lane, each row through all stages at once; a batch is what comes in 5000 ms\n"
      "Stage 1: one fused loop a lane\n"));
  CHECK(text.ends_with("\n  Update memory [update], each row at once, at least once\n"));
  auto const of_tee =
      ms::explain(ms::tee(ms::write_stream(by_value(source), sink).output_mode(ms::update))
                      .trigger(ms::real_time(7s)));
  CHECK(of_tee.at(0).physical.find(" 7000 ms") != std::string::npos);
}
