// SPDX-License-Identifier: Apache-2.0
//
// Rows of sliding windows are brought together by pane where that cannot be seen. Held against the same query with an
// aggregate that depends on the order of rows, for which each row goes to its windows.
#include <catch2/catch.hpp>

#include <random>

#include "runtime_rows.hpp"

namespace runtime_test {

struct sliding_visit {
  std::optional<ms::timestamp> ts;
  std::string page;
  std::int64_t v;
};

}  // namespace runtime_test
BOOST_HANA_ADAPT_STRUCT(runtime_test::sliding_visit, ts, page, v);

namespace {

using namespace runtime_test;
using rows = std::vector<ms::value_list>;

struct shape {
  std::chrono::seconds length, slide, start;
  int pages = 3;
  int rows_a_batch = 200;
};

/// What a run gave: the rows of each batch, late rows, and the counts of its progress.
struct outcome {
  std::vector<rows> batches;
  std::vector<rows> late;
  std::vector<std::array<std::int64_t, 5>> counts;
  friend bool operator==(outcome const&, outcome const&) = default;
};

template <bool Ordered, class Mode>
outcome run(shape const& s, Mode mode, unsigned threads, unsigned seed) {
  ms::testing::memory_stream<sliding_visit> source;
  ms::testing::memory_sink sink, late;
  auto const groups = ms::read_stream(source) |
                      ms::with_watermark("ts"_c, std::chrono::seconds(7)) |
                      ms::group_by(ms::window("ts"_c, s.length, s.slide, s.start), "page"_c);
  auto const counted = [&] {
    auto const n = ms::count().as("n"_c);
    auto const sum = ms::sum("v"_c).as("sum"_c);
    auto const most = ms::max("v"_c).as("most"_c);
    auto const mean = ms::avg("v"_c).as("mean"_c);
    if constexpr (Ordered)
      return groups | ms::agg(n, sum, most, mean, ms::collect_list("v"_c).as("all"_c)) |
             ms::drop("all"_c);
    else
      return groups | ms::agg(n, sum, most, mean);
  }();
  auto query = [&] {
    if constexpr (std::is_same_v<Mode, ms::complete_mode>)
      return ms::write_stream(counted, sink).output_mode(mode).threads(threads);
    else
      return ms::write_stream(counted, sink).output_mode(mode).late_rows(late).threads(threads);
  }();
  auto engine = ms::open_query(query);
  std::mt19937 random(seed);
  outcome out;
  for (int batch = 0; batch < 5; ++batch) {
    for (int i = 0; i < s.rows_a_batch; ++i) {
      auto const second = batch * 20 - 25 + static_cast<int>(random() % 45);
      source.add(sliding_visit{random() % 50 == 0
                                   ? std::nullopt
                                   : std::optional(ms::timestamp(std::chrono::milliseconds(
                                         second * 1000 + static_cast<int>(random() % 1000)))),
                               "p" + std::to_string(random() % static_cast<unsigned>(s.pages)),
                               static_cast<std::int64_t>(random() % 100)});
    }
    while (auto const progress = engine.run_next_batch()) {
      out.batches.push_back(sink.rows(progress->batch_id));
      out.late.push_back(late.rows(progress->batch_id));
      auto const& state = progress->state_operators.front();
      out.counts.push_back({state.num_rows_total, state.num_rows_updated, state.num_rows_removed,
                            state.num_rows_dropped_by_watermark,
                            state.num_input_rows_dropped_by_watermark});
    }
  }
  return out;
}

template <class Mode>
void check_same(Mode mode) {
  using std::chrono::seconds;
  for (auto const& s :
       {shape{seconds(10), seconds(5), seconds(0)}, shape{seconds(10), seconds(3), seconds(1)},
        shape{seconds(12), seconds(8), seconds(2)}, shape{seconds(60), seconds(1), seconds(0)},
        shape{seconds(7), seconds(2), seconds(1), 2000, 4000}})
    for (unsigned threads : {1u, 3u}) {
      CAPTURE(s.length.count(), s.slide.count(), threads);
      auto const by_pane = run<false>(s, mode, threads, 17);
      auto const by_window = run<true>(s, mode, threads, 17);
      CHECK(by_pane.counts == by_window.counts);
      CHECK(by_pane.late == by_window.late);
      CHECK((by_pane.batches == by_window.batches));
      CHECK(std::any_of(by_pane.batches.begin(), by_pane.batches.end(),
                        [](auto const& b) { return !b.empty(); }));
    }
}

}  // namespace

TEST_CASE("panes: append mode, with late rows", "[runtime][rule35][rule40]") {
  check_same(ms::append);
  // the data has rows that are late for some of their windows, and for all of them
  auto const one =
      run<false>({std::chrono::seconds(10), std::chrono::seconds(3), {}}, ms::append, 1, 17);
  CHECK(std::any_of(one.late.begin(), one.late.end(), [](auto const& b) { return !b.empty(); }));
}
TEST_CASE("panes: update mode", "[runtime][rule35][rule40]") {
  check_same(ms::update);
}
TEST_CASE("panes: complete mode", "[runtime][rule35]") {
  check_same(ms::complete);
}
