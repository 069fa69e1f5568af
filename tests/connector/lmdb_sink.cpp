// SPDX-License-Identifier: Apache-2.0
// The LMDB sink against the sink contract, the meaning of the output modes, and the reader.
#include <catch2/catch.hpp>

#include <thread>

#include <millstream/connector/table/lmdb.hpp>

#include "connector/sink_contract.hpp"

namespace {

namespace ms = millstream;
using namespace sink_contract;

struct key_column {
  static constexpr auto name = ms::fixed_string("key");
};
struct origin_column {
  static constexpr auto name = ms::fixed_string("origin");
};
struct delay_column {
  static constexpr auto name = ms::fixed_string("delay");
};

template <class Mode>
struct lmdb_probe {
  std::filesystem::path folder;
  explicit lmdb_probe(std::filesystem::path path) : folder(std::move(path)) {}

  auto open(io::sink_context context) const {
    return ms::lmdb(folder).key(key_column{}).open_sink<row_schema, Mode>(std::move(context));
  }
  std::multiset<std::string> visible() const {
    std::multiset<std::string> out;
    if (!std::filesystem::exists(folder / "data.mdb")) return out;
    ms::lmdb_reader(folder).for_each([&](std::string_view key, std::string_view text) {
      auto const value = io::parse_json(text);
      REQUIRE(value);
      CHECK(key == (*value)["key"].text());
      out.insert(text_of(key, (*value)["delay"].integer().value()));
    });
    return out;
  }
};

using appending = lmdb_probe<ms::append_mode>;
using updating = lmdb_probe<ms::update_mode>;

row_record keyed(std::string key, std::int64_t delay,
                 std::optional<std::string> origin = std::nullopt) {
  row_record out;
  out.slot_of<"key">() = std::move(key);
  out.slot_of<"origin">() = std::move(origin);
  out.slot_of<"delay">() = delay;
  return out;
}

template <class Sink>
void commit_rows(Sink& sink, std::int64_t batch, std::vector<row_record> const& rows) {
  std::vector<typename Sink::lane_type> lanes;
  lanes.push_back(sink.make_lane(batch, 0));
  for (auto const& row : rows)
    lanes[0].append(row);
  CHECK_FALSE(sink.commit(batch, lanes).skipped);
}

std::vector<std::string> table_of(std::filesystem::path const& folder) {
  std::vector<std::string> out;
  ms::lmdb_reader(folder).for_each(
      [&](std::string_view, std::string_view text) { out.emplace_back(text); });
  return out;
}

}  // namespace

TEMPLATE_TEST_CASE("lmdb_sink: a batch committed twice appears once", "[connector][lmdb]",
                   appending, updating) {
  a_batch_is_committed_once<TestType>();
}
TEMPLATE_TEST_CASE("lmdb_sink: an empty batch moves the fence", "[connector][lmdb]", updating) {
  an_empty_batch_moves_the_fence<TestType>();
}
TEMPLATE_TEST_CASE("lmdb_sink: an abandoned batch leaves nothing visible", "[connector][lmdb]",
                   updating) {
  an_abandoned_batch_leaves_nothing<TestType>();
}
TEMPLATE_TEST_CASE("lmdb_sink: a stop at every step is recovered", "[connector][lmdb]", updating) {
  a_stop_at_every_event_is_recovered<TestType>();
}
TEMPLATE_TEST_CASE("lmdb_sink: a kill at every step is recovered", "[connector][lmdb]", updating) {
  a_kill_at_every_event_is_recovered<TestType>();
}
TEMPLATE_TEST_CASE("lmdb_sink: an older run is refused", "[connector][lmdb]", appending, updating) {
  an_older_run_is_refused<TestType>();
}
TEST_CASE("lmdb_sink: a commit reports its steps", "[connector][lmdb]") {
  CHECK(steps_of_a_commit<updating>() ==
        std::vector<std::string>{"sink.before_transaction", "sink.after_transaction"});
}

TEST_CASE("lmdb_sink: a kill while transactions run leaves whole batches", "[connector][lmdb]") {
  for (int round = 0; round < 5; ++round) {
    temporary_folder folder;
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    auto const child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      auto sink = updating(folder.path).open(context_of());
      sink.recover(-1);
      for (std::int64_t batch = 0;; ++batch) {
        run_batch(sink, batch);
        if (batch == round * 3 && ::write(ready[1], "x", 1) != 1) ::_exit(1);
      }
    }
    char c;
    REQUIRE(::read(ready[0], &c, 1) == 1);
    ::kill(child, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    ::close(ready[0]);
    ::close(ready[1]);
    auto sink = updating(folder.path).open(context_of(nullptr, 2));
    sink.recover(1'000'000);
    REQUIRE(sink.fence() >= round * 3);
    std::multiset<std::string> expected;
    for (std::int64_t batch = 0; batch <= sink.fence(); ++batch)
      expected.merge(rows_of({batch}));
    CHECK(updating(folder.path).visible() == expected);
  }
}

TEST_CASE("lmdb_sink: update mode replaces a key's row, complete mode the whole table",
          "[connector][lmdb]") {
  temporary_folder folder;
  {
    auto sink = updating(folder.path / "update").open(context_of());
    sink.recover(-1);
    commit_rows(sink, 0, {keyed("AA", 1), keyed("UA", 2)});
    commit_rows(sink, 1, {keyed("AA", 3)});
    CHECK(table_of(folder.path / "update") ==
          std::vector<std::string>{R"({"key":"AA","delay":3})", R"({"key":"UA","delay":2})"});
  }
  auto sink = lmdb_probe<ms::complete_mode>(folder.path / "complete").open(context_of());
  sink.recover(-1);
  commit_rows(sink, 0, {keyed("AA", 1), keyed("UA", 2)});
  commit_rows(sink, 1, {keyed("DL", 3, "JFK")});
  CHECK(table_of(folder.path / "complete") ==
        std::vector<std::string>{R"({"key":"DL","origin":"JFK","delay":3})"});
}

TEST_CASE("lmdb_sink: latest_by keeps the row with the greatest value, over batches and lanes",
          "[connector][lmdb]") {
  temporary_folder folder;
  auto const description = ms::lmdb(folder.path).key(key_column{}).latest_by(delay_column{});
  STATIC_REQUIRE(description.has_latest_by);
  STATIC_REQUIRE(description.latest_by_name == "delay");
  STATIC_REQUIRE(description.key_names[0] == "key");
  STATIC_REQUIRE_FALSE(description.deletes_evicted);
  auto sink = description.open_sink<row_schema, ms::update_mode>(context_of());
  sink.recover(-1);
  commit_rows(sink, 0, {keyed("AA", 5), keyed("UA", -7)});
  std::vector<decltype(sink)::lane_type> lanes;
  for (std::size_t i = 0; i < 2; ++i)
    lanes.push_back(sink.make_lane(1, i));
  lanes[0].append(keyed("UA", 2));
  lanes[1].append(keyed("UA", 1));
  lanes[1].append(keyed("AA", 4));
  sink.commit(1, lanes);
  CHECK(table_of(folder.path) ==
        std::vector<std::string>{R"({"key":"AA","delay":5})", R"({"key":"UA","delay":2})"});
  commit_rows(sink, 2, {keyed("AA", 5, "again")});  // the same window, updated
  CHECK(table_of(folder.path)[0] == R"({"key":"AA","origin":"again","delay":5})");

  auto lane = sink.make_lane(3, 0);
  lane.erase(keyed("AA", 4));  // an older window is evicted: the newer row stays
  lane.erase(keyed("UA", 2));
  std::vector<decltype(sink)::lane_type> last;
  last.push_back(std::move(lane));
  sink.commit(3, last);
  CHECK(table_of(folder.path) ==
        std::vector<std::string>{R"({"key":"AA","origin":"again","delay":5})"});
}

TEST_CASE("lmdb_sink: an erased key is gone, and erasing what is not there is no error",
          "[connector][lmdb]") {
  temporary_folder folder;
  auto const description = ms::lmdb(folder.path).key(key_column{}).delete_evicted();
  STATIC_REQUIRE(description.deletes_evicted);
  auto sink = description.open_sink<row_schema, ms::update_mode>(context_of());
  sink.recover(-1);
  commit_rows(sink, 0, {keyed("AA", 1), keyed("UA", 2)});
  std::vector<decltype(sink)::lane_type> lanes;
  lanes.push_back(sink.make_lane(1, 0));
  lanes[0].erase(keyed("AA", 0));
  lanes[0].erase(keyed("??", 0));
  CHECK(sink.commit(1, lanes).rows == 0);
  CHECK(table_of(folder.path) == std::vector<std::string>{R"({"key":"UA","delay":2})"});
}

TEST_CASE("lmdb_sink: the map grows by itself", "[connector][lmdb]") {
  temporary_folder folder;
  auto sink = ms::lmdb(folder.path)
                  .key(key_column{})
                  .map_size(256 << 10)
                  .open_sink<row_schema, ms::update_mode>(context_of());
  sink.recover(-1);
  ms::lmdb_reader const reader(folder.path);
  std::string const filler(500, 'x');
  std::int64_t number = 0;
  for (std::int64_t batch = 0; batch < 3; ++batch) {
    std::vector<row_record> rows;
    for (int i = 0; i < 2000; ++i)
      rows.push_back(keyed("k" + std::to_string(number++), i, filler));
    commit_rows(sink, batch, rows);
    CHECK(reader.size() == static_cast<std::size_t>(number));
  }
  CHECK(reader.get("k1999")->find(filler) != std::string::npos);
}

TEST_CASE("lmdb_sink: readers in other threads see whole batches while the map grows",
          "[connector][lmdb]") {
  temporary_folder folder;
  auto sink = ms::lmdb(folder.path)
                  .key(key_column{})
                  .map_size(256 << 10)
                  .open_sink<row_schema, ms::update_mode>(context_of());
  sink.recover(-1);
  std::atomic<bool> done = false, whole = true;
  std::thread watcher([&] {
    ms::lmdb_reader const reader(folder.path);
    while (!done)
      if (reader.size() % 500 != 0) whole = false;
  });
  for (std::int64_t batch = 0; batch < 10; ++batch) {
    std::vector<row_record> rows;
    for (int i = 0; i < 500; ++i)
      rows.push_back(
          keyed("k" + std::to_string(batch) + "-" + std::to_string(i), i, std::string(300, 'x')));
    commit_rows(sink, batch, rows);
  }
  done = true;
  watcher.join();
  CHECK(whole);
  CHECK(ms::lmdb_reader(folder.path).size() == 5000);
}

TEST_CASE("lmdb_sink: another latest_by over a table that there is, is refused",
          "[connector][lmdb]") {
  temporary_folder folder;
  auto const keyed_only = ms::lmdb(folder.path).key(key_column{});
  auto const by_delay = keyed_only.latest_by(delay_column{});
  auto const by_origin = keyed_only.latest_by(origin_column{});
  auto const recovered = [](auto const& description, std::int64_t epoch, std::string query) {
    auto sink = description.template open_sink<row_schema, ms::update_mode>(
        context_of(nullptr, epoch, std::move(query)));
    sink.recover(0);
    return sink;
  };
  auto first = recovered(by_delay, 1, "query-1");
  commit_rows(first, 0, {keyed("AA", 5)});

  CHECK(code_of([&] { recovered(by_origin, 2, "query-1"); }) == ms::errc::plan_changed);
  CHECK(code_of([&] { recovered(keyed_only, 2, "query-1"); }) == ms::errc::plan_changed);
  CHECK(code_of([&] { recovered(by_origin, 1, "query-2"); }) ==
        ms::errc::sink_owned_by_another_query);
  try {
    recovered(by_origin, 2, "query-1");
  } catch (ms::error const& e) {
    CHECK(e.what_happened() ==
          "the LMDB table was written by this query, and its newest rows were told by delay "
          "integer, here by origin string");
  }
  // what was refused wrote nothing, and the query as it was goes on
  auto again = recovered(by_delay, 2, "query-1");
  CHECK(again.fence() == 0);
  commit_rows(again, 1, {keyed("AA", 4)});
  CHECK(table_of(folder.path) == std::vector<std::string>{R"({"key":"AA","delay":5})"});
}

TEST_CASE("lmdb_sink: a fence that does not know latest_by is of a version before, and goes on",
          "[connector][lmdb]") {
  using ms::connector::detail::lmdb_fence;
  auto const old = lmdb_fence::parse(R"({"batch":3,"run_epoch":1,"mode":"update","key":"key"})");
  CHECK_FALSE(old.latest_by);
  auto now = old;
  now.latest_by = "delay integer";
  CHECK(lmdb_fence::parse(now.text()).latest_by == now.latest_by);
  now.latest_by = "";
  CHECK(lmdb_fence::parse(now.text()).latest_by == now.latest_by);
}

TEST_CASE("lmdb_sink: queries may share a table unless one of them replaces it or has another key",
          "[connector][lmdb]") {
  temporary_folder folder;
  auto const description = ms::lmdb(folder.path).key(key_column{});
  auto first =
      description.open_sink<row_schema, ms::update_mode>(context_of(nullptr, 1, "query-1"));
  first.recover(-1);
  commit_rows(first, 0, {keyed("AA", 1)});
  auto second =
      description.open_sink<row_schema, ms::append_mode>(context_of(nullptr, 1, "query-2"));
  second.recover(-1);
  CHECK(second.fence() == -1);  // a fence of its own
  commit_rows(second, 0, {keyed("UA", 2)});
  CHECK(table_of(folder.path).size() == 2);

  auto third =
      description.open_sink<row_schema, ms::complete_mode>(context_of(nullptr, 1, "query-3"));
  CHECK(code_of([&] { third.recover(-1); }) == ms::errc::sink_owned_by_another_query);
  auto fourth = ms::lmdb(folder.path)
                    .key(origin_column{})
                    .open_sink<row_schema, ms::update_mode>(context_of(nullptr, 1, "query-4"));
  CHECK(code_of([&] { fourth.recover(-1); }) == ms::errc::sink_owned_by_another_query);
  CHECK(table_of(folder.path).size() == 2);
}

TEST_CASE(
    "lmdb_sink: a key of several columns, with nulls, is found by its values and sorts by them",
    "[connector][lmdb]") {
  temporary_folder folder;
  auto sink = ms::lmdb(folder.path)
                  .key(origin_column{}, delay_column{})
                  .open_sink<row_schema, ms::update_mode>(context_of());
  sink.recover(-1);
  commit_rows(sink, 0,
              {keyed("a", 5, "JFK"), keyed("b", -5, "JFK"), keyed("c", 0), keyed("d", 0, "A")});
  ms::lmdb_reader const reader(folder.path);
  CHECK(reader.get("JFK", 5) == R"({"key":"a","origin":"JFK","delay":5})");
  CHECK(reader.get(std::optional<std::string>("JFK"), std::int64_t{-5}) ==
        R"({"key":"b","origin":"JFK","delay":-5})");
  CHECK(reader.get(std::optional<std::string>(), 0) == R"({"key":"c","delay":0})");
  CHECK_FALSE(reader.get("JFK", 6));
  std::string order;
  reader.for_each([&](std::string_view, std::string_view text) {
    order += io::parse_json(text).value()["key"].text().value();
  });
  CHECK(order == "cdba");
}

TEST_CASE("lmdb_sink: a key that is too long is a clear error, and nothing of its batch is written",
          "[connector][lmdb]") {
  temporary_folder folder;
  auto sink = updating(folder.path).open(context_of());
  sink.recover(-1);
  commit_rows(sink, 0, {keyed("AA", 1)});
  std::vector<decltype(sink)::lane_type> lanes;
  lanes.push_back(sink.make_lane(1, 0));
  lanes[0].append(keyed("UA", 2));
  lanes[0].append(keyed(std::string(512, 'x'), 3));
  CHECK(code_of([&] { sink.commit(1, lanes); }) == ms::errc::sink_failed);
  CHECK(table_of(folder.path).size() == 1);
}

TEST_CASE("lmdb_sink: a path that is a file is a clear error", "[connector][lmdb]") {
  temporary_folder folder;
  std::ofstream(folder.path / "file") << "x";
  auto sink = updating(folder.path / "file").open(context_of());
  CHECK(code_of([&] { sink.recover(-1); }) == ms::errc::io_error);
}

TEST_CASE("lmdb_reader: a folder without a table is a clear error", "[connector][lmdb]") {
  temporary_folder folder;
  CHECK(code_of([&] { ms::lmdb_reader reader(folder.path); }) == ms::errc::source_missing);
}

TEST_CASE("lmdb_key: bytes sort as values do", "[connector][lmdb]") {
  auto const key = [](auto const&... values) {
    std::string out;
    ms::connector::append_key(out, values...);
    return out;
  };
  using text = std::optional<std::string>;
  using number = std::optional<std::int64_t>;
  CHECK(key(std::string("AA")) == "AA");
  std::vector<std::string> const alone{key(text()),
                                       key(""),
                                       key(std::string("\0", 1)),
                                       key(std::string("\0a", 2)),
                                       key("\1"),
                                       key("a"),
                                       key("aa"),
                                       key("b")};
  std::vector<std::string> const numbers{key(number()),       key(INT64_MIN), key(-1),
                                         key(std::int8_t{0}), key(1),         key(256),
                                         key(INT64_MAX)};
  auto const infinity = std::numeric_limits<double>::infinity();
  std::vector<std::string> const reals{key(-infinity), key(-1.5), key(-0.5),     key(0.0),
                                       key(0.5),       key(2.5),  key(infinity), key(std::nan(""))};
  std::vector<std::string> const pairs{
      key(text(), 1), key("", 1),  key(std::string("\0", 1), 0),  key("a", number()),
      key("a", -1),   key("a", 1), key(std::string("a\0", 2), 0), key("aa", 0),
      key("b", -5)};
  for (auto const* keys : {&alone, &numbers, &reals, &pairs}) {
    CHECK(std::is_sorted(keys->begin(), keys->end()));
    CHECK(std::set(keys->begin(), keys->end()).size() == keys->size());
    for (auto const& bytes : *keys)
      CHECK_FALSE(bytes.empty());
  }
  CHECK(key(-0.0) == key(0.0));
  CHECK(key(std::nan("")) == key(-std::nan("1")));
  CHECK(key(text("a"), std::int16_t{5}) == key("a", std::int64_t{5}));
}
