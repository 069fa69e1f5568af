// SPDX-License-Identifier: Apache-2.0
//
// One compiled query over a source and in a mode that a configuration chooses when the program runs:
// stopped, started again with its checkpoint, the same rows from either source.
#include <catch2/catch.hpp>

#include <millstream/connector/format/csv.hpp>
#include <millstream/connector/format/json.hpp>
#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>
#include <millstream/testing/memory_stream.hpp>

#include "connector/json_reading.hpp"

namespace any_source_test {
struct reading {
  std::string sensor;
  std::int64_t value;
  millstream::timestamp at;
};
struct place {
  std::string sensor, room;
};
}  // namespace any_source_test
BOOST_HANA_ADAPT_STRUCT(any_source_test::reading, sensor, value, at);
BOOST_HANA_ADAPT_STRUCT(any_source_test::place, sensor, room);

namespace {

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
using any_source_test::place;
using any_source_test::reading;
using json_reading::temporary_folder;

/// What a configuration file would say.
struct configuration {
  std::string source, table, mode;
};

struct program {
  temporary_folder data, tables, checkpoint;
  ms::testing::memory_stream<reading> memory;
  ms::testing::memory_sink sink;

  program() {
    tables.write("places.csv", "sensor,room\na,hall\nb,attic\n");
    tables.write("places.json",
                 "{\"sensor\":\"a\",\"room\":\"hall\"}\n{\"sensor\":\"b\",\"room\":\"attic\"}\n");
  }

  /// The same rows to both sources.
  void add(std::vector<reading> const& rows, int number) {
    std::string lines;
    for (auto const& r : rows)
      lines += "{\"sensor\":\"" + r.sensor + "\",\"value\":" + std::to_string(r.value) +
               ",\"at\":" + std::to_string(r.at.time_since_epoch().count() / 1'000'000) + "}\n";
    data.write(std::to_string(number) + ".json", lines, number);
    memory.add(rows);
  }
  ms::any_source<reading> source(std::string const& word) const {
    if (word == "json") return ms::json(data.path);
    return memory;
  }
  ms::any_source<place> table(std::string const& word) const {
    if (word == "csv") return ms::csv(tables.path / "places.csv");
    return ms::json(tables.path / "places.json");
  }

  void run(configuration const& chosen) const {
    auto const rooms = ms::read<place>(table(chosen.table));
    auto const totals = ms::read_stream(source(chosen.source)) | ms::with_watermark("at"_c, 5s) |
                        ms::join(rooms, "sensor"_c) |
                        ms::group_by(ms::window("at"_c, 10s), "room"_c) |
                        ms::agg(ms::sum("value"_c).as("total"_c)) |
                        ms::select("window.start"_c, "room"_c, "total"_c);
    ms::write_stream(totals, sink).checkpoint(checkpoint.path).trigger(ms::available_now) |
        ms::with_mode(chosen.mode, [](auto const& query) { ms::run(query); });
  }
};

ms::timestamp second(int s) {
  return ms::timestamp(std::chrono::seconds(s));
}

/// The rows of each batch of two runs over one checkpoint.
std::vector<std::vector<ms::value_list>> rows_of_two_runs(configuration const& chosen) {
  program p;
  p.add({{"a", 1, second(21)}, {"b", 2, second(22)}, {"c", 9, second(23)}, {"a", 4, second(31)}},
        1);
  p.run(chosen);
  p.add({{"a", 8, second(33)}, {"b", 16, second(50)}}, 2);
  p.run(chosen);
  std::vector<std::vector<ms::value_list>> out;
  for (auto const id : p.sink.batches())
    out.push_back(p.sink.rows(id));
  return out;
}

}  // namespace

TEST_CASE("any_source: one query over two sources, stopped and started again, gives the same rows",
          "[connector][any_source]") {
  for (std::string const mode : {"append", "update", "complete"}) {
    auto const from_json = rows_of_two_runs({"json", "csv", mode});
    CHECK(from_json == rows_of_two_runs({"memory", "json", mode}));
    CHECK(from_json.size() >= 2);
    std::vector<ms::value_list> all;
    for (auto const& batch : from_json)
      all.insert(all.end(), batch.begin(), batch.end());
    if (mode == "append")
      CHECK(all ==
            std::vector<ms::value_list>{{second(20), std::string("attic"), std::int64_t(2)},
                                        {second(20), std::string("hall"), std::int64_t(1)},
                                        {second(30), std::string("hall"), std::int64_t(12)}});
  }
}

TEST_CASE("any_source: a source that is no stream says so before anything runs",
          "[connector][any_source]") {
  temporary_folder const folder;
  folder.write("places.csv", "sensor,room\na,hall\n");
  ms::any_source<place> const table = ms::csv(folder.path / "places.csv");
  auto const query = ms::write_stream(ms::read_stream(table), ms::testing::memory_sink());
  CHECK_THROWS_WITH(ms::run(query), Catch::Matchers::Contains("cannot be read as a stream"));
}
