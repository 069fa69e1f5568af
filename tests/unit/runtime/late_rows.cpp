// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "runtime_rows.hpp"
#include "unit/io/temporary_folder.hpp"

namespace runtime_test {

struct visit {
  std::optional<ms::timestamp> ts;
  std::string page;
  std::int64_t v;
};
/// A count by page, in event time.
struct told {
  std::string page;
  std::int64_t n;
};
struct visits_of_page {
  using input = visit;
  using output = told;
  static constexpr auto time_mode = ms::time_mode::event_time;
  ms::value_state<std::int64_t> n;

  void handle_rows(auto const& key, std::span<visit const> rows, ms::group_context<told>& group) {
    n.update(n.get().value_or(0) + std::ssize(rows));
    group.emit({std::string(key.template get<"page">()), *n.get()});
  }
};

}  // namespace runtime_test
BOOST_HANA_ADAPT_STRUCT(runtime_test::visit, ts, page, v);
BOOST_HANA_ADAPT_STRUCT(runtime_test::told, page, n);
BOOST_HANA_ADAPT_STRUCT(runtime_test::visits_of_page, n);

using namespace runtime_test;
using rows = std::vector<ms::value_list>;

namespace {

using visit_source = ms::testing::memory_stream<visit>;

visit seen(int second, char const* page = "a", std::int64_t v = 1) {
  return {at(second).ts, page, v};
}
ms::value_list values(int second, char const* page = "a", std::int64_t v = 1) {
  return {at(second).ts, page, v};
}
auto by_window(auto const& s) {
  return s | ms::with_watermark("ts"_c, 5s) | ms::group_by(ms::window("ts"_c, 10s)) |
         ms::agg(ms::count().as("n"_c));
}
/// Runs what there is to run; gives the progress of the first batch.
std::optional<ms::query_progress> run(auto& engine) {
  auto out = engine.run_next_batch();
  while (engine.run_next_batch()) {
  }
  return out;
}

}  // namespace

TEST_CASE("late_rows: they are whole, also in columns that nobody else reads",
          "[runtime][rule34][rule40]") {
  visit_source source;
  ms::testing::memory_sink counts, late;
  auto engine = ms::open_query(
      ms::write_stream(by_window(source.stream()), counts).late_rows(late).threads(1));
  source.add(seen(1), seen(32));
  run(engine);
  // the watermark is 27: of these the windows that end at 10 and 20 are closed, that of 25 is not
  source.add(seen(9, "b", 2), seen(25, "c"), seen(19, "d", 3), seen(9, "b", 2), seen(40));
  auto const progress = run(engine);
  REQUIRE(progress);
  CHECK(late.all_rows() == rows{values(9, "b", 2), values(9, "b", 2), values(19, "d", 3)});
  CHECK(late.rows(progress->batch_id).size() == 3);
  auto const& groups = progress->state_operators.front();
  CHECK(groups.num_input_rows_dropped_by_watermark == 3);
  CHECK(groups.num_rows_dropped_by_watermark == 2);
  REQUIRE(progress->sinks.size() == 2);
  CHECK(progress->sinks[1].num_output_rows == 3);
  CHECK(counts.all_rows() ==
        rows{{window(0, 10), std::int64_t(1)}, {window(20, 30), std::int64_t(1)}});
}

TEST_CASE("late_rows: a row of several windows comes once, when all of them are closed",
          "[runtime][rule53]") {
  visit_source source;
  ms::testing::memory_sink counts, late;
  auto const sliding = source.stream() | ms::with_watermark("ts"_c, 0s) |
                       ms::group_by(ms::window("ts"_c, 10s, 5s), "page"_c) |
                       ms::agg(ms::count().as("n"_c));
  auto engine =
      ms::open_query(ms::write_stream(sliding, counts).output_mode(ms::update).late_rows(late));
  source.add(seen(20));
  run(engine);
  // 14 is in [5, 15), which the watermark 20 has passed, and in [10, 20), which it has too; 16 in [15, 25) as well
  source.add(seen(14), seen(16), seen(3));
  auto const progress = run(engine);
  REQUIRE(progress);
  CHECK(late.all_rows() == rows{values(3), values(14)});
  CHECK(progress->state_operators.front().num_input_rows_dropped_by_watermark == 5);
}

TEST_CASE("late_rows: a row without an event time is none", "[runtime][rule54]") {
  visit_source source;
  ms::testing::memory_sink counts, late;
  auto engine =
      ms::open_query(ms::write_stream(by_window(source.stream()), counts).late_rows(late));
  source.add(seen(100));
  run(engine);
  source.add(visit{std::nullopt, "a", 1}, seen(1));
  run(engine);
  CHECK(late.all_rows() == rows{values(1)});
}

TEST_CASE("late_rows: sessions, duplicates and processors have them too",
          "[runtime][rule67][rule84]") {
  visit_source source;
  ms::testing::memory_sink rows_out, late;
  auto const watched = source.stream() | ms::with_watermark("ts"_c, 0s);
  auto const check = [&](auto const& query) {
    auto engine = ms::open_query(query);
    source.add(seen(100), seen(100, "b"));
    run(engine);
    source.add(seen(95, "c", 7), seen(101, "a"), seen(100, "d"));
    run(engine);
    return late.all_rows();
  };
  SECTION("sessions") {
    // 95 + 5 is passed by 100, 100 + 5 is not
    auto const sessions = watched | ms::group_by(ms::session_window("ts"_c, 5s), "page"_c) |
                          ms::agg(ms::count().as("n"_c));
    CHECK(check(ms::write_stream(sessions, rows_out).late_rows(late)) == rows{values(95, "c", 7)});
  }
  SECTION("duplicates, of columns that are not in the result") {
    auto const first = watched | ms::drop_duplicates("ts"_c, "page"_c) | ms::select("page"_c);
    CHECK(check(ms::write_stream(first, rows_out).late_rows(late)) ==
          rows{values(95, "c", 7), values(100, "d")});
    CHECK(rows_out.all_rows() == rows{{"a"}, {"a"}, {"b"}});
  }
  SECTION("a processor") {
    auto const told = watched | ms::group_by("page"_c) | ms::transform_with_state(visits_of_page{});
    CHECK(check(ms::write_stream(told, rows_out).late_rows(late)) ==
          rows{values(95, "c", 7), values(100, "d")});
  }
}

TEST_CASE("late_rows: of two operators with state those of the lower one", "[runtime][rule64]") {
  visit_source source;
  ms::testing::memory_sink counts, late;
  auto const of_windows = by_window(source.stream()) | ms::group_by(ms::window("window"_c, 20s)) |
                          ms::agg(ms::sum("n"_c).as("n"_c));
  auto engine = ms::open_query(ms::write_stream(of_windows, counts).late_rows(late));
  source.add(seen(1), seen(60));
  run(engine);
  source.add(seen(2), seen(80));
  run(engine);
  CHECK(late.all_rows() == rows{values(2)});
}

TEST_CASE("late_rows: both sides of a union, what the steps below left of them", "[runtime]") {
  visit_source left, right;
  ms::testing::memory_sink counts, late;
  auto const both = left.stream() | ms::where("v"_c > 0) |
                    ms::union_(right.stream() | ms::with_column("v"_c, "v"_c * 10)) |
                    ms::select("ts"_c, ms::upper("page"_c).as("page"_c), "v"_c);
  auto engine = ms::open_query(ms::write_stream(by_window(both), counts).late_rows(late));
  left.add(seen(100));
  run(engine);
  left.add(seen(1, "l"), seen(2, "l", 0));
  right.add(seen(3, "r"));
  run(engine);
  CHECK(late.all_rows() == rows{values(1, "L"), values(3, "R", 10)});
}

TEST_CASE("late_rows: each output of a tee has its own", "[runtime]") {
  visit_source source;
  ms::testing::memory_sink counts, late, first, late_first;
  auto const events = source.stream();
  auto const query =
      ms::tee(ms::write_stream(by_window(events), counts).late_rows(late),
              ms::write_stream(
                  events | ms::with_watermark("ts"_c, 50s) | ms::drop_duplicates("ts"_c), first)
                  .query_name("first")
                  .late_rows(late_first));
  auto engine = ms::open_query(query);
  source.add(seen(100));
  run(engine);
  source.add(seen(40), seen(50), seen(55));
  auto const progress = run(engine);
  REQUIRE(progress);
  REQUIRE(progress->sinks.size() == 4);
  // one watermark over both, the lesser one: 50, which has not passed the window of 50
  CHECK(late.all_rows() == rows{values(40)});
  CHECK(late_first.all_rows() == rows{values(40), values(50)});
}

TEST_CASE("late_rows: a batch that runs again after a crash gives them once", "[runtime][rule7]") {
  temporary_folder const folder;
  visit_source source;
  ms::testing::memory_sink counts, late;
  auto const query = [&](std::shared_ptr<ms::io::fault_hook> hook) {
    return ms::write_stream(by_window(source.stream()), counts)
        .late_rows(late)
        .checkpoint(folder.path)
        .file_door(ms::io::file_door(std::move(hook)));
  };
  struct stop_at : ms::io::fault_hook {
    std::string at;
    explicit stop_at(std::string s) : at(std::move(s)) {}
    void step(std::string_view name, std::int64_t) override {
      if (name == at) throw std::runtime_error("stopped");
    }
  };
  source.add(seen(100));
  {
    auto engine = ms::open_query(query(nullptr));
    run(engine);
  }
  int second = 0;
  for (auto const* step :
       {"run.after", "sink.before", "sink.after", "commit.before", "commit.after"}) {
    source.add(seen(++second));
    {
      auto engine = ms::open_query(query(std::make_shared<stop_at>(step)));
      CHECK_THROWS(engine.run_next_batch());
    }
    auto engine = ms::open_query(query(nullptr));
    run(engine);
    CHECK(late.all_rows().size() == static_cast<std::size_t>(second));
  }
}

TEST_CASE("late_rows: a query may begin and cease to want them", "[runtime][rule95]") {
  temporary_folder const folder;
  visit_source source;
  ms::testing::memory_sink counts, late;
  auto const without = ms::write_stream(by_window(source.stream()), counts).checkpoint(folder.path);
  auto const with = without.late_rows(late);
  auto const next = [&](auto const& query) {
    auto engine = ms::open_query(query);
    run(engine);
  };
  source.add(seen(100));
  next(without);
  source.add(seen(1));
  next(with);
  source.add(seen(2));
  next(without);
  source.add(seen(3));
  next(with);
  CHECK(late.all_rows() == rows{values(1), values(3)});
}
