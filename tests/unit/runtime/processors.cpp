// SPDX-License-Identifier: Apache-2.0
//
// Processors of transform_with_state in a query, by a clock that the test sets.
#include <catch2/catch.hpp>

#include <millstream/dsl/transform_with_state.hpp>
#include <millstream/testing/manual_clock.hpp>

#include "runtime_rows.hpp"
#include "unit/io/temporary_folder.hpp"

namespace processors_test {
struct value_row {
  std::int64_t v;
};
struct told {
  std::string what;
  std::int64_t n;
  millstream::timestamp at;
};
using group = millstream::group_context<told>;

/// Adds up values that live ten seconds, and tells the sum when nothing came for three.
struct sum_of_last {
  using input = value_row;
  using output = told;
  static constexpr auto time_mode = millstream::time_mode::processing_time;
  millstream::list_state<std::int64_t> values = millstream::ttl(std::chrono::seconds(10));

  std::int64_t sum() const {
    std::int64_t out = 0;
    for (auto const v : values.get())
      out += v;
    return out;
  }
  void handle_rows(auto const&, std::span<value_row const> rows, group& g) {
    for (auto const& r : rows)
      values.append(r.v);
    for (auto const old : std::vector(g.timers()))
      g.delete_timer(old);
    g.register_timer(g.processing_time() + std::chrono::seconds(3));
    g.emit({"rows", sum(), g.processing_time()});
  }
  void handle_timer(auto const&, millstream::timestamp at, group& g) {
    g.emit({"quiet", sum(), at});
  }
};
struct sum_by_event_time : sum_of_last {
  static constexpr auto time_mode = millstream::time_mode::event_time;
};

/// Hands on the last row of each key with its time, `late` seconds late.
struct last_row {
  using input = value_row;
  using output = told;
  static constexpr auto time_mode = millstream::time_mode::event_time;
  millstream::value_state<std::int64_t> seen;
  void handle_rows(auto const&, std::span<value_row const> rows, group& g) {
    seen.update(rows.back().v);
    g.emit({"row", rows.back().v, millstream::timestamp(std::chrono::seconds(rows.back().v))});
  }
};
}  // namespace processors_test
BOOST_HANA_ADAPT_STRUCT(processors_test::value_row, v);
BOOST_HANA_ADAPT_STRUCT(processors_test::told, what, n, at);
BOOST_HANA_ADAPT_STRUCT(processors_test::sum_of_last, values);
BOOST_HANA_ADAPT_STRUCT(processors_test::sum_by_event_time, values);
BOOST_HANA_ADAPT_STRUCT(processors_test::last_row, seen);

using namespace runtime_test;
using namespace processors_test;

namespace {
ms::timestamp second(int s) {
  return ms::timestamp(std::chrono::seconds(s));
}
auto keyed(stream_source const& source) {
  return source.stream() | ms::with_watermark("ts"_c, 5s) | ms::with_column("k"_c, 1) |
         ms::group_by("k"_c);
}
std::vector<ms::value_list> said(std::string what, std::int64_t n, int at) {
  return {{std::move(what), n, second(at)}};
}
}  // namespace

TEST_CASE("transform_with_state: timers and times to live of processing time, over restarts",
          "[runtime][rule25][rule85][rule86]") {
  temporary_folder const folder;
  stream_source source;
  ms::testing::memory_sink sink;
  auto const clock = std::make_shared<ms::testing::manual_clock>(std::chrono::seconds(100));
  auto const query = ms::write_stream(keyed(source) | ms::transform_with_state(sum_of_last{}), sink)
                         .output_mode(ms::update)
                         .threads(1)
                         .checkpoint(folder.path);
  auto const next = [&] { return ms::open_query(query, clock).run_next_batch(); };
  source.add(at(1, 5));
  REQUIRE(next());
  CHECK(sink.rows(0) == said("rows", 5, 100));
  clock->set(std::chrono::milliseconds(102'999));
  CHECK_FALSE(next());
  clock->set(std::chrono::seconds(103));
  REQUIRE(next());  // without data: a timer is due
  CHECK(sink.rows(1) == said("quiet", 5, 103));
  CHECK_FALSE(next());
  clock->set(std::chrono::seconds(109));
  source.add(at(1, 7));
  REQUIRE(next());
  CHECK(sink.rows(2) == said("rows", 12, 109));
  clock->set(std::chrono::seconds(112));
  auto const expired = next();
  REQUIRE(expired);
  CHECK(sink.rows(3) == said("quiet", 7, 112));  // what was written at 100 ended at 110
  CHECK(expired->state_operators.at(0).num_rows_total == 1);
  clock->set(std::chrono::seconds(119));
  auto const last = next();
  REQUIRE(last);
  CHECK(last->state_operators.at(0).num_rows_total == 0);
  CHECK(last->state_operators.at(0).num_rows_removed == 1);
  CHECK(sink.rows(4).empty());
  CHECK_FALSE(next());
}

TEST_CASE("transform_with_state: a time to live is of processing time", "[runtime][rule86]") {
  stream_source source;
  auto const query = ms::write_stream(keyed(source) | ms::transform_with_state(sum_by_event_time{}),
                                      ms::testing::memory_sink())
                         .output_mode(ms::update);
  CHECK_THROWS_WITH(ms::open_query(query), Catch::Matchers::Contains("processing time"));
}

TEST_CASE("transform_with_state: windows stand above, by the event time of its rows",
          "[runtime][rule38][rule88]") {
  stream_source source;
  ms::testing::memory_sink sink;
  auto const rows = keyed(source) | ms::transform_with_state(last_row{}, "at"_c) |
                    ms::group_by(ms::window("at"_c, 10s)) | ms::agg(ms::sum("n"_c).as("n"_c));
  auto engine = ms::open_query(ms::write_stream(rows, sink).threads(1));
  source.add(at(1, 12), at(21, 21));
  REQUIRE(engine.run_next_batch());
  source.add(at(40, 40));
  while (engine.run_next_batch()) {
  }
  CHECK(sink.all_rows() == std::vector<ms::value_list>{{window(20, 30), std::int64_t(21)}});
  source.add(at(60, 30));  // its row is behind the watermark of the batch before
  CHECK_THROWS_WITH(engine.run_next_batch(), Catch::Matchers::Contains("behind the watermark"));
}
