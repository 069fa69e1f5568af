// SPDX-License-Identifier: Apache-2.0
//
// Lines of a static table that were dropped or kept with nulls are in the progress of the query that joins it.
#include <catch2/catch.hpp>

#include <millstream/connector/format/csv.hpp>
#include <millstream/connector/format/json.hpp>
#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>
#include <millstream/testing/memory_stream.hpp>

#include "connector/json_reading.hpp"

namespace table_progress_test {

struct reading {
  std::string sensor;
};
struct place {
  std::string sensor;
  std::optional<std::int64_t> floor;
};
struct loose_place {
  std::optional<std::string> sensor;
  std::optional<std::int64_t> floor;
};

}  // namespace table_progress_test
BOOST_HANA_ADAPT_STRUCT(table_progress_test::reading, sensor);
BOOST_HANA_ADAPT_STRUCT(table_progress_test::place, sensor, floor);
BOOST_HANA_ADAPT_STRUCT(table_progress_test::loose_place, sensor, floor);

namespace {

namespace ms = millstream;
using namespace ms::literals;
using namespace table_progress_test;
using json_reading::temporary_folder;
using ms::io::malformed_policy;

/// The progress of the first batch of a stream that is joined with `table`.
template <class Table>
ms::query_progress first_batch(Table const& table, std::filesystem::path const& checkpoint = {}) {
  ms::testing::memory_stream<reading> readings;
  readings.add({{"a"}});
  ms::testing::memory_sink sink;
  auto engine =
      ms::open_query(ms::write_stream(ms::read_stream(readings) | ms::join(table, "sensor"_c), sink)
                         .checkpoint(checkpoint));
  auto progress = engine.run_next_batch();
  REQUIRE(progress);
  return *progress;
}

}  // namespace

TEST_CASE("table progress: lines of a CSV table that were dropped are counted",
          "[connector][csv][progress]") {
  temporary_folder const folder;
  folder.write("places.csv", "sensor,floor\na,1\nb,first\n\nc,2,3\n");
  auto csv = ms::csv(folder.path).on_malformed(malformed_policy::drop);
  auto const progress = first_batch(ms::read<place>(csv));
  CHECK(progress.total_malformed_rows == 2);
  REQUIRE(progress.tables.size() == 1);
  CHECK(progress.tables[0].num_rows == 1);
  CHECK(progress.tables[0].num_malformed_rows == 2);
  CHECK(progress.tables[0].num_blank_lines == 1);
  CHECK(progress.to_json().find("\"totalMalformedRows\":2") != std::string::npos);
  CHECK(progress.to_json().find("\"numRows\":1,\"numMalformedRows\":2,\"numBlankLines\":1") !=
        std::string::npos);
}

TEST_CASE("table progress: lines of a CSV table that were kept with nulls are counted",
          "[connector][csv][progress]") {
  temporary_folder const folder;
  folder.write("places.csv", "sensor,floor\na,1\nb,first\n");
  auto csv = ms::csv(folder.path).on_malformed(malformed_policy::permissive);
  auto const progress = first_batch(ms::read<loose_place>(csv) |
                                    ms::with_column("sensor"_c, ms::coalesce("sensor"_c, "")));
  CHECK(progress.total_malformed_rows == 1);
  CHECK(progress.tables.at(0).num_rows == 2);
}

TEST_CASE("table progress: a JSON table counts as a CSV table does, behind any_source too",
          "[connector][json][progress]") {
  temporary_folder const folder;
  folder.write("places.json", "{\"sensor\":\"a\",\"floor\":1}\nno json\n");
  auto const json = ms::json(folder.path).on_malformed(malformed_policy::drop);
  CHECK(first_batch(ms::read<place>(json)).total_malformed_rows == 1);
  CHECK(first_batch(ms::read<place>(ms::any_source<place>(json))).total_malformed_rows == 1);
}

TEST_CASE("table progress: rows in memory are counted behind any_source, too",
          "[connector][progress]") {
  std::vector<place> const rows(3);
  auto const source = ms::range_source(rows);
  CHECK(first_batch(ms::read<place>(source)).tables.at(0).num_rows == 3);
  CHECK(first_batch(ms::read<place>(ms::any_source<place>(source))).tables.at(0).num_rows == 3);
}

TEST_CASE("table progress: a table that is read again after a restart is not counted twice",
          "[connector][csv][progress]") {
  temporary_folder const folder, checkpoint;
  folder.write("places.csv", "sensor,floor\na,1\nb,first\n");
  auto csv = ms::csv(folder.path).on_malformed(malformed_policy::drop);
  ms::testing::memory_stream<reading> readings;
  ms::testing::memory_sink sink;
  for (int run = 0; run < 2; ++run) {
    readings.add({{"a"}});
    auto engine = ms::open_query(
        ms::write_stream(ms::read_stream(readings) | ms::join(ms::read<place>(csv), "sensor"_c),
                         sink)
            .checkpoint(checkpoint.path));
    auto const progress = engine.run_next_batch();
    REQUIRE(progress);
    CHECK(progress->batch_id == run);
    CHECK(progress->total_malformed_rows == 1);
  }
}
