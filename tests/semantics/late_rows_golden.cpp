// SPDX-License-Identifier: Apache-2.0
//
// Late rows as an output, beside what Spark counts: in each batch they are of as many groups as Spark dropped there, or,
// where it drops rows one by one, as many. What else a query answers and counts is what it is without them.
#include "deduplication_scenarios.hpp"
#include "processor_scenarios.hpp"
#include "replay_sections.hpp"
#include "session_scenarios.hpp"

namespace ms = millstream;
using namespace ms::literals;

namespace {

using scenarios::event;

struct late_rows_of_a_file {
  std::string name, folder;
  /// Of a late row: which group it would be in. The rows themselves where none is given.
  ms::value_list (*group_of)(ms::value_list const& row) = nullptr;
};

std::int64_t microseconds_of(ms::value const& time) {
  return std::get<ms::timestamp>(time.held).time_since_epoch().count();
}

void check_counts(late_rows_of_a_file const& of, ms::testing::memory_sink const& late) {
  std::int64_t all = 0;
  auto const golden = golden::read(of.name, of.folder);
  for (auto const& step : golden["steps"])
    for (auto const& batch : step["batches"]) {
      auto const id = batch["batch_id"].get<std::int64_t>();
      INFO("batch " << id);
      auto const rows = late.rows(id);
      std::set<ms::value_list> groups;
      for (std::size_t i = 0; i < rows.size(); ++i)
        groups.insert(of.group_of ? of.group_of(rows[i])
                                  : ms::value_list{static_cast<std::int64_t>(i)});
      auto const dropped = batch["late_groups"].get<std::int64_t>();
      CHECK(std::ssize(groups) == dropped);
      all += dropped;
    }
  CHECK(all > 0);
}

template <class Event = event>
void check(late_rows_of_a_file const& of, auto mode, auto const& query) {
  golden::many_threads const allowed;
  golden::setting const settings[] = {
      {"one thread, one partition", 1, 1},
      {"seven threads, sixteen partitions", 7, 16},
      {"a restart after every batch, two threads", 2, 4, true},
      {"one row a lane, three threads", 3, 2, false, 1},
  };
  DYNAMIC_SECTION(of.name) {
    for (auto const& with : settings) {
      INFO(with.name);
      ms::testing::memory_sink const late;
      golden::replay_in_engine<Event>(
          of.name, mode, query, [&](auto q) { return q.late_rows(late); }, with, of.folder);
      check_counts(of, late);
    }
    ms::testing::memory_sink const late;
    golden::replay_in_engine<Event>(
        of.name, mode, query,
        [&](auto q) { return q.late_rows(late).without_rules(ms::all_rules); },
        {"no rules", 2, 4, true}, of.folder);
    check_counts(of, late);
  }
}

/// Of an event: its window of five seconds and its key; its time.
ms::value_list window_and_key(ms::value_list const& row) {
  auto const at = microseconds_of(row[0]);
  return {(at - (at % 5'000'000 + 5'000'000) % 5'000'000) / 5'000'000, row[1]};
}
ms::value_list time(ms::value_list const& row) {
  return {row[0]};
}
ms::value_list time_and_key(ms::value_list const& row) {
  return {row[0], row[1]};
}

}  // namespace

TEST_CASE("golden: late rows of windows are those that Spark counts",
          "[semantics][engine][golden][rule34][rule36][rule40]") {
  auto const tumbling = [](auto s) { return scenarios::tumbling(s); };
  check({"late_rows", golden::windows_folder, window_and_key}, scenarios::update, tumbling);
  check({"tumbling_append", golden::windows_folder, window_and_key}, scenarios::append, tumbling);
  check({"ties_at_the_watermark", golden::windows_folder, time}, scenarios::append,
        [](auto s) { return scenarios::count_by_time(s); });
}

TEST_CASE("golden: late rows of sessions are those that Spark counts",
          "[semantics][engine][golden][rule34][rule60]") {
  check({"late_rows_of_sessions", session_scenarios::folder, time_and_key}, scenarios::append,
        [](auto s) { return session_scenarios::by_key(s | session_scenarios::watched()); });
}

TEST_CASE("golden: late rows of duplicates and of processors are as many as Spark counts",
          "[semantics][engine][golden][rule67][rule84]") {
  using namespace deduplication_scenarios;
  check({"dedup_with_watermark", folder}, append,
        [](auto s) { return s | watched() | ms::drop_duplicates("k"_c); });
  check({"within_watermark", folder}, append,
        [](auto s) { return s | watched() | ms::drop_duplicates_within_watermark("k"_c); });
  check({"calls_with_event_time", processor_scenarios::folder}, scenarios::update, [](auto s) {
    return processor_scenarios::by_key<processor_scenarios::calls_said<ms::time_mode::event_time>>(
        processor_scenarios::watched(s));
  });
}
