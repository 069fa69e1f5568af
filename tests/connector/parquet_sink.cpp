// SPDX-License-Identifier: Apache-2.0
// The Parquet sink against the sink contract; what is in its files is read back by Arrow, and by DuckDB where it is there.
#include <catch2/catch.hpp>

#include <numeric>

#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/statistics.h>

#include <millstream/connector/format/parquet.hpp>
#include <millstream/connector/format/parquet_arrow.hpp>
#include <millstream/io/json_value.hpp>

#include "connector/sink_contract.hpp"

namespace {

namespace ms = millstream;

struct origin_column {
  static constexpr auto name = ms::fixed_string("origin");
};

/// Arrow 24 renamed how a table comes back.
template <class Reader>
std::shared_ptr<arrow::Table> table_of(Reader& reader) {
  if constexpr (requires { reader.ReadTable().ValueOrDie(); }) {
    return reader.ReadTable().ValueOrDie();
  } else {
    std::shared_ptr<arrow::Table> table;
    REQUIRE(reader.ReadTable(&table).ok());
    return table;
  }
}

std::shared_ptr<arrow::Table> read_table(std::filesystem::path const& file) {
  auto const buffer = arrow::Buffer::FromString(sink_contract::read_text(file));
  auto reader = parquet::arrow::OpenFile(std::make_shared<arrow::io::BufferReader>(buffer),
                                         arrow::default_memory_pool());
  REQUIRE(reader.ok());
  auto const table = table_of(**reader);
  return table->CombineChunks().ValueOrDie();
}

template <class Array>
Array const& column(arrow::Table const& table, std::string const& name) {
  auto const found = table.GetColumnByName(name);
  REQUIRE(found);
  return static_cast<Array const&>(*found->chunk(0));
}

/// Parquet files in one folder or by origin; `Limit` rows a file.
template <bool ByOrigin, std::int64_t Limit = 1'000'000>
struct parquet_probe {
  std::filesystem::path folder;
  explicit parquet_probe(std::filesystem::path path) : folder(std::move(path)) {}

  auto open(sink_contract::io::sink_context context) const {
    auto const description = ms::parquet(folder).rows_a_file(Limit);
    if constexpr (ByOrigin)
      return description.partition_by(origin_column{})
          .template open_sink<sink_contract::row_schema, ms::append_mode>(std::move(context));
    else
      return description.template open_sink<sink_contract::row_schema, ms::append_mode>(
          std::move(context));
  }
  std::multiset<std::string> visible() const {
    std::multiset<std::string> out;
    for (auto const& file : sink_contract::visible_files(folder)) {
      auto const table = read_table(file);
      auto const& keys = column<arrow::StringArray>(*table, "key");
      auto const& delays = column<arrow::Int64Array>(*table, "delay");
      for (std::int64_t i = 0; i < table->num_rows(); ++i)
        out.insert(sink_contract::text_of(keys.GetView(i), delays.Value(i)));
    }
    return out;
  }
};

using plain = parquet_probe<false>;
using by_origin = parquet_probe<true>;
using in_pieces = parquet_probe<true, 1>;

/// The venv that ./dev setup makes; empty if it is not there.
std::filesystem::path python() {
#ifdef MILLSTREAM_TEST_DATA
  auto const at = (std::filesystem::path(MILLSTREAM_TEST_DATA) / "../../.deps/venv/bin/python")
                      .lexically_normal();
  if (std::filesystem::exists(at)) return at;
#endif
  return {};
}

std::string output_of(std::string const& command) {
  std::string out;
  FILE* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe);
  char buffer[4096];
  while (auto const n = std::fread(buffer, 1, sizeof buffer, pipe))
    out.append(buffer, n);
  CHECK(::pclose(pipe) == 0);
  return out;
}

struct leg {
  std::string from;
  std::optional<std::int32_t> minutes;
};
struct everything {
  bool flag;
  std::int8_t tiny;
  std::int16_t small;
  std::int32_t medium;
  std::int64_t big;
  float single;
  double real;
  std::string text;
  ms::timestamp time;
  ms::date day;
  ms::duration span;
  std::optional<std::string> maybe_text;
  std::optional<double> maybe_real;
  std::optional<ms::timestamp> maybe_time;
  leg first_leg;
  std::optional<leg> second_leg;
  std::vector<std::int64_t> numbers;
  std::vector<std::optional<std::string>> words;
  std::optional<std::vector<bool>> flags;
  std::vector<leg> legs;
};

}  // namespace

BOOST_HANA_ADAPT_STRUCT(leg, from, minutes);
BOOST_HANA_ADAPT_STRUCT(everything, flag, tiny, small, medium, big, single, real, text, time, day,
                        span, maybe_text, maybe_real, maybe_time, first_leg, second_leg, numbers,
                        words, flags, legs);

using namespace sink_contract;  // NOLINT

TEMPLATE_TEST_CASE("parquet_sink: a batch committed twice appears once", "[connector][parquet]",
                   plain, by_origin, in_pieces) {
  a_batch_is_committed_once<TestType>();
}
TEMPLATE_TEST_CASE("parquet_sink: an empty batch moves the fence", "[connector][parquet]", plain) {
  an_empty_batch_moves_the_fence<TestType>();
}
TEMPLATE_TEST_CASE("parquet_sink: an abandoned batch leaves nothing visible",
                   "[connector][parquet]", plain, in_pieces) {
  an_abandoned_batch_leaves_nothing<TestType>();
}
TEMPLATE_TEST_CASE("parquet_sink: a stop at every door operation is recovered",
                   "[connector][parquet]", plain, by_origin, in_pieces) {
  a_stop_at_every_event_is_recovered<TestType>();
}
TEMPLATE_TEST_CASE("parquet_sink: a power loss at every door operation is recovered",
                   "[connector][parquet]", plain) {
  a_power_loss_at_every_event_is_recovered<TestType>();
}
TEMPLATE_TEST_CASE("parquet_sink: a kill at every door operation is recovered",
                   "[connector][parquet]", plain) {
  a_kill_at_every_event_is_recovered<TestType>();
}
TEMPLATE_TEST_CASE("parquet_sink: an older run is refused", "[connector][parquet]", plain,
                   in_pieces) {
  an_older_run_is_refused<TestType>();
}
TEMPLATE_TEST_CASE("parquet_sink: a full disk is reported and leaves nothing",
                   "[connector][parquet]", plain, by_origin) {
  a_full_disk_is_clean<TestType>();
}

TEST_CASE("parquet_sink: every column type is read back by Arrow", "[connector][parquet]") {
  temporary_folder folder;
  using schema_type = ms::schema_of<everything>;
  auto sink = ms::parquet(folder.path).open_sink<schema_type, ms::append_mode>(context_of());
  sink.recover(-1);
  everything one{};
  one.flag = true;
  one.tiny = -1, one.small = -2, one.medium = -3, one.big = INT64_MIN;
  one.single = 1.5F, one.real = -0.0, one.text = "caf\xC3\xA9 \xFF.";
  one.time = ms::timestamp(std::chrono::microseconds(1'359'626'400'000'001));
  one.day = ms::date(std::chrono::days(-1));
  one.span = std::chrono::seconds(10);
  one.maybe_text = "there", one.maybe_real = 2.25, one.maybe_time = one.time;
  one.first_leg = {"JFK", 5}, one.second_leg = leg{"LAX", std::nullopt};
  one.numbers = {1, 2, 3}, one.words = {"a", std::nullopt},
  one.flags = std::vector<bool>{true, false}, one.legs = {{"x", 1}, {"y", {}}};
  everything two{};
  std::vector<decltype(sink)::lane_type> lanes;
  lanes.push_back(sink.make_lane(0, 0));
  lanes[0].append(ms::struct_row<everything>{&one});
  lanes[0].append(ms::struct_row<everything>{&two});
  CHECK(sink.commit(0, lanes).rows == 2);

  auto const file = folder.path / "part-00000-00000.parquet";
  auto const table = read_table(file);
  REQUIRE(table->ValidateFull().ok());
  CHECK(table->schema()->Equals(*ms::connector::arrow_schema(ms::describe_schema<schema_type>())));
  CHECK(column<arrow::BooleanArray>(*table, "flag").Value(0));
  CHECK(column<arrow::Int8Array>(*table, "tiny").Value(0) == -1);
  CHECK(column<arrow::Int16Array>(*table, "small").Value(0) == -2);
  CHECK(column<arrow::Int32Array>(*table, "medium").Value(0) == -3);
  CHECK(column<arrow::Int64Array>(*table, "big").Value(0) == INT64_MIN);
  CHECK(column<arrow::FloatArray>(*table, "single").Value(0) == 1.5F);
  CHECK(std::signbit(column<arrow::DoubleArray>(*table, "real").Value(0)));
  CHECK(column<arrow::StringArray>(*table, "text").GetView(0) == "caf\xC3\xA9 \xEF\xBF\xBD.");
  CHECK(column<arrow::TimestampArray>(*table, "time").Value(0) == 1'359'626'400'000'001);
  CHECK(column<arrow::Date32Array>(*table, "day").Value(0) == -1);
  CHECK(column<arrow::Int64Array>(*table, "span").Value(0) == 10'000'000);
  for (auto const* name : {"maybe_text", "maybe_real", "maybe_time", "second_leg", "flags"}) {
    INFO(name);
    CHECK(table->GetColumnByName(name)->chunk(0)->IsValid(0));
    CHECK(table->GetColumnByName(name)->chunk(0)->IsNull(1));
  }
  CHECK(column<arrow::StructArray>(*table, "first_leg").ToString().find("JFK") !=
        std::string::npos);
  CHECK(column<arrow::StructArray>(*table, "second_leg").field(1)->IsNull(0));
  CHECK(column<arrow::ListArray>(*table, "numbers").value_length(0) == 3);
  CHECK(column<arrow::ListArray>(*table, "numbers").value_length(1) == 0);
  CHECK(column<arrow::ListArray>(*table, "words").values()->IsNull(1));
  CHECK(column<arrow::ListArray>(*table, "legs").value_length(0) == 2);
}

TEST_CASE("parquet_sink: compression and statistics are in the file", "[connector][parquet]") {
  temporary_folder folder;
  std::pair<ms::parquet_compression, arrow::Compression::type> const codecs[] = {
      {ms::zstd, arrow::Compression::ZSTD},
      {ms::snappy, arrow::Compression::SNAPPY},
      {ms::uncompressed, arrow::Compression::UNCOMPRESSED}};
  for (auto const& [codec, written] : codecs) {
    auto const path = folder.path / std::to_string(static_cast<int>(codec));
    auto sink =
        ms::parquet(path).compression(codec).open_sink<row_schema, ms::append_mode>(context_of());
    sink.recover(-1);
    run_batch(sink, 0);
    auto const buffer = arrow::Buffer::FromString(read_text(path / "part-00000-00000.parquet"));
    auto const reader =
        parquet::ParquetFileReader::Open(std::make_shared<arrow::io::BufferReader>(buffer));
    auto const delay = reader->metadata()->RowGroup(0)->ColumnChunk(2);
    CHECK(delay->compression() == written);
    REQUIRE(delay->is_stats_set());
    auto const statistics = std::static_pointer_cast<parquet::Int64Statistics>(delay->statistics());
    CHECK(statistics->min() == 0);
    CHECK(statistics->max() == 2);
  }
}

TEST_CASE(
    "parquet_sink: a lane that holds too much writes parts before the commit, and they stay hidden",
    "[connector][parquet]") {
  temporary_folder folder;
  auto sink = ms::parquet(folder.path)
                  .rows_a_file(1000)
                  .open_sink<row_schema, ms::append_mode>(context_of());
  sink.recover(-1);
  std::vector<decltype(sink)::lane_type> lanes;
  for (std::size_t lane = 0; lane < 2; ++lane) {
    lanes.push_back(sink.make_lane(0, lane));
    for (int i = 0; i < 2500; ++i)
      lanes.back().append(make_row(static_cast<std::int64_t>(lane), i));
  }
  CHECK(visible_files(folder.path).empty());
  CHECK(sink.commit(0, lanes).rows == 5000);
  // Two parts of 1000 from each lane, then what remained of both in one.
  std::vector<std::int64_t> rows;
  for (auto const& file : visible_files(folder.path))
    rows.push_back(read_table(file)->num_rows());
  CHECK(rows == std::vector<std::int64_t>{1000, 1000, 1000, 1000, 1000});
  auto const last = read_table(folder.path / "part-00000-00004.parquet");
  CHECK(column<arrow::StringArray>(*last, "key").GetView(0) == "b0-2000");
  CHECK(column<arrow::StringArray>(*last, "key").GetView(500) == "b1-2000");
}

TEST_CASE(
    "parquet_sink: a lane that takes too much memory writes its largest partition, again and again",
    "[connector][parquet]") {
  temporary_folder folder;
  auto sink = ms::parquet(folder.path)
                  .bytes_a_lane(100'000)
                  .partition_by(origin_column{})
                  .open_sink<row_schema, ms::append_mode>(context_of());
  sink.recover(-1);
  std::vector<decltype(sink)::lane_type> lanes;
  lanes.push_back(sink.make_lane(0, 0));
  for (int i = 0; i < 20'000; ++i)
    lanes[0].append(make_row(0, i % 10 == 0 ? 0 : 2));  // about 20 bytes a row
  CHECK(sink.commit(0, lanes).rows == 20'000);
  std::vector<std::int64_t> rows;
  for (auto const& file : visible_files(folder.path))
    rows.push_back(read_table(file)->num_rows());
  CHECK(std::accumulate(rows.begin(), rows.end(), std::int64_t{0}) == 20'000);
  CHECK(rows.size() >= 4);
  CHECK(rows.size() <= 8);
}

TEST_CASE("parquet_sink: more elements than 32-bit offsets reach are an error",
          "[connector][parquet]") {
  ms::connector::detail::column_buffer column(ms::data_type_of<std::vector<std::int8_t>>());
  column.begin_list();
  column.children[0].length = (std::uint64_t(1) << 31) - 2;  // as if they had been appended
  column.begin_list();
  column.children[0].length += 1;
  try {
    column.begin_list();
    FAIL("no error");
  } catch (ms::error const& e) {
    CHECK(e.code() == ms::errc::sink_failed);
    CHECK(e.what_happened() ==
          "a column cannot hold more than 2147483646 elements of lists in one part, have "
          "2147483647");
    CHECK(e.where().operator_name == "parquet");
  }
}

TEST_CASE("parquet_sink: the same rows give the same bytes", "[connector][parquet]") {
  temporary_folder folder;
  std::vector<std::string> bytes;
  for (auto const* name : {"a", "b"}) {
    auto sink = by_origin(folder.path / name).open(context_of());
    sink.recover(-1);
    run_batch(sink, 0);
    bytes.push_back(read_text(folder.path / name / "origin=JFK/part-00000-00000.parquet"));
  }
  CHECK(bytes[0].size() > 100);
  CHECK(bytes[0] == bytes[1]);
}

TEST_CASE("parquet_sink: DuckDB and pyarrow see each committed row once through a plain glob",
          "[connector][parquet]") {
  if (python().empty()) {
    WARN("left out: no .deps/venv (./dev setup makes it)");
    return;
  }
  temporary_folder folder;
  by_origin probe(folder.path / "out");
  stop_in_batch_1(probe, 60);  // hidden files may be left
  restart_completes(probe);
  auto const script = folder.path / "read.py";
  std::ofstream(script)
      << "import sys, duckdb, pyarrow.dataset as dataset\n"
         "folder = sys.argv[1]\n"
         "print(duckdb.sql(f\"select count(*), count(distinct key), sum(delay), min(origin), "
         "count(origin)"
         " from '{folder}/**/*.parquet'\").fetchall()[0])\n"
         "table = dataset.dataset(folder, format='parquet', partitioning='hive').to_table()\n"
         "print(table.num_rows, sorted(table.column_names))\n";
  CHECK(output_of(python().string() + " " + script.string() + " " + probe.folder.string()) ==
        "(9, 9, 99, 'JFK', 6)\n9 ['delay', 'key', 'origin']\n");
}
