// SPDX-License-Identifier: Apache-2.0
//
// The real-time trigger under kill -9: state exactly once, and a table that replaces rows by key too, wherever the process
// ends.
#include <catch2/catch.hpp>

#include <millstream/connector/table/lmdb.hpp>
#include <millstream/connector/table/lmdb_reader.hpp>
#include <millstream/millstream.hpp>
#include <millstream/testing/manual_clock.hpp>
#include "recovery/disturbed_run.hpp"

namespace {

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

struct reading {
  ms::timestamp ts;
  std::int64_t sensor;
};

}  // namespace
BOOST_HANA_ADAPT_STRUCT(reading, ts, sensor);

namespace {

/// Times that advance, some of them far behind: late rows, and groups that are freed in the interval that touches them.
std::vector<reading> readings() {
  std::vector<reading> out;
  for (int i = 0; i < 180; ++i)
    out.push_back({ms::timestamp(std::chrono::seconds(i % 7 == 3 ? i / 2 : i)), i * 31 % 5});
  return out;
}

/// Runs the query over all rows: a poll takes 10 of them, an interval has three polls. `by_batches`: under another trigger.
void run_all(std::filesystem::path const& root, std::shared_ptr<ms::io::fault_hook> hook,
             bool by_batches) {
  auto const rows = readings();
  auto source = ms::range_source(rows);
  source.max_rows_per_trigger(by_batches ? 30 : 10);
  auto const counts = ms::read_stream(source) | ms::with_watermark("ts"_c, 5s) |
                      ms::group_by(ms::window("ts"_c, 10s), "sensor"_c) |
                      ms::agg(ms::count().as("n"_c)) |
                      ms::select("window.start"_c.as("from"_c), "sensor"_c, "n"_c);
  auto const query =
      ms::write_stream(counts, ms::lmdb(root / "table").key("from"_c, "sensor"_c).delete_evicted())
          .output_mode(ms::update)
          .checkpoint(root / "checkpoint")
          .batches_per_snapshot(3)
          .threads(1)
          .file_door(hook ? ms::io::file_door(std::move(hook)) : ms::io::file_door());
  if (by_batches) {
    auto engine = ms::open_query(query);
    while (engine.run_next_batch())
      ;
    return;
  }
  auto engine = ms::open_query(query.trigger(ms::real_time(5s)),
                               std::make_shared<ms::testing::manual_clock>());
  bool more = true;
  while (more) {
    more = false;
    for (int polls = 0; polls < 3; ++polls)
      more = engine.poll() || more;
    more = engine.end_interval().has_value() || more;
  }
}

/// The rows of the table, and how many groups the state holds.
std::string left_in(std::filesystem::path const& root) {
  auto const looked = recovery::in_child([&](auto const& say) {
    ms::lmdb_reader(root / "table").for_each([&](std::string_view, std::string_view text) {
      say(std::string(text) + "\n");
    });
  });
  REQUIRE(looked.done());
  return looked.said;
}

}  // namespace

TEST_CASE(
    "recovery: a query in real time that is killed at any step leaves in its table what it leaves "
    "undisturbed",
    "[recovery][kill][real_time][rule91][rule109]") {
  temporary_folder const folder;
  std::vector<std::string> passed;
  auto const undisturbed = folder.path / "undisturbed";
  auto const ran = recovery::in_child([&](auto const& say) {
    auto const recorder = std::make_shared<ms::testing::recording_hook>();
    run_all(undisturbed, recorder, false);
    for (auto const& [name, batch] : recorder->steps())
      say(name + " " + std::to_string(batch) + "\n");
  });
  INFO(ran.said);
  REQUIRE(ran.done());
  std::istringstream lines(ran.said);
  for (std::string line; std::getline(lines, line);)
    passed.push_back(line);
  auto const wanted = left_in(undisturbed);
  CHECK(std::count(wanted.begin(), wanted.end(), '\n') == 5);

  // by micro-batches of the same rows it is the same table
  auto const batches = folder.path / "batches";
  CHECK(recovery::in_child([&](auto const&) { run_all(batches, nullptr, true); }).done());
  CHECK(left_in(batches) == wanted);

  for (std::size_t at = 0; at < passed.size(); ++at) {
    INFO("killed at " << passed[at] << ", passing " << at);
    auto const root = folder.path / ("killed-" + std::to_string(at));
    auto const died = recovery::in_child([&](auto const& say) {
      run_all(root, std::make_shared<recovery::kill_at_passing>(at, say), false);
    });
    CHECK(died.killed);
    CHECK(died.said == passed[at]);
    // it goes on by the same trigger, or by the other one
    auto const went_on =
        recovery::in_child([&](auto const&) { run_all(root, nullptr, at % 3 == 2); });
    INFO(went_on.said);
    CHECK(went_on.done());
    CHECK(left_in(root) == wanted);
  }
}
