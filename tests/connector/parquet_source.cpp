// SPDX-License-Identifier: Apache-2.0
// The Parquet source: values, lanes, folders, what is malformed and what is broken. Files are written by Arrow with all
// its settings, by the Parquet sink, and by pyarrow where it is there.
#include <catch2/catch.hpp>

#include <set>

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <parquet/arrow/writer.h>
#include <parquet/file_reader.h>

#include <millstream/connector/format/parquet.hpp>
#include <millstream/connector/format/parquet_arrow.hpp>
#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>

#include "connector/json_reading.hpp"

namespace parquet_source_test {

namespace ms = millstream;

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
  std::optional<bool> maybe_flag;
  std::optional<ms::timestamp> maybe_time;
  leg first_leg;
  std::optional<leg> second_leg;
  std::vector<std::int64_t> numbers;
  std::vector<std::optional<std::string>> words;
  std::optional<std::vector<bool>> flags;
  std::vector<leg> legs;
};

struct click {
  std::string user, page;
  std::int64_t v;
  std::optional<double> price;
};
/// The same, with nothing that must be there.
struct loose_click {
  std::optional<std::string> user, page;
  std::optional<std::int64_t> v;
  std::optional<double> price;
};
struct only_from {
  std::string from;
};
struct only_minutes {
  std::optional<std::int32_t> minutes;
};

}  // namespace parquet_source_test

BOOST_HANA_ADAPT_STRUCT(parquet_source_test::leg, from, minutes);
BOOST_HANA_ADAPT_STRUCT(parquet_source_test::everything, flag, tiny, small, medium, big, single,
                        real, text, time, day, span, maybe_text, maybe_real, maybe_flag, maybe_time,
                        first_leg, second_leg, numbers, words, flags, legs);
BOOST_HANA_ADAPT_STRUCT(parquet_source_test::click, user, page, v, price);
BOOST_HANA_ADAPT_STRUCT(parquet_source_test::loose_click, user, page, v, price);
BOOST_HANA_ADAPT_STRUCT(parquet_source_test::only_from, from);
BOOST_HANA_ADAPT_STRUCT(parquet_source_test::only_minutes, minutes);

namespace {

using namespace parquet_source_test;
using namespace ms::literals;
using json_reading::context;
using json_reading::read_batch;
using json_reading::reading;
using json_reading::temporary_folder;
using ms::field;
using ms::schema;
using ms::value;
using ms::value_list;
using ms::io::malformed_policy;
using description = ms::connector::parquet_description<ms::io::column_names<>>;
namespace fs = std::filesystem;

/// How Arrow writes a file.
struct writing {
  std::int64_t rows_a_group = 1'000'000;
  bool dictionary = true;
  bool page_version_2 = false;
  bool statistics = true;
  bool checksums = false;
  bool uncompressed = false;
  std::int64_t page_bytes = 1 << 20;
};

void write_table(fs::path const& file, arrow::Table const& table, writing const& how = {}) {
  parquet::WriterProperties::Builder builder;
  builder.compression(how.uncompressed ? arrow::Compression::UNCOMPRESSED
                                       : arrow::Compression::ZSTD);
  builder.data_pagesize(how.page_bytes);
  if (!how.dictionary) builder.disable_dictionary();
  if (how.page_version_2) builder.data_page_version(parquet::ParquetDataPageVersion::V2);
  if (!how.statistics) builder.disable_statistics();
  if (how.checksums) builder.enable_page_checksum();
  fs::create_directories(file.parent_path());
  auto const out = arrow::io::FileOutputStream::Open(file.string()).ValueOrDie();
  REQUIRE(parquet::arrow::WriteTable(table, arrow::default_memory_pool(), out, how.rows_a_group,
                                     builder.build())
              .ok());
  REQUIRE(out->Close().ok());
}

template <class T>
std::shared_ptr<arrow::Table> table_of(std::vector<T> const& rows) {
  using schema_type = ms::schema_of<T>;
  ms::connector::growing_rows<schema_type> columns;
  for (auto const& row : rows)
    columns.append(ms::struct_row<T>{&row});
  auto const schema = ms::connector::arrow_schema(ms::describe_schema<schema_type>());
  return arrow::Table::FromRecordBatches({ms::connector::take_batch(columns, schema)}).ValueOrDie();
}

std::vector<click> clicks(int from, int to) {
  std::vector<click> out;
  for (int i = from; i < to; ++i)
    out.push_back({"user " + std::to_string(i), "page " + std::to_string(i % 7), i,
                   i % 3 == 0 ? std::nullopt : std::optional(i * 0.5)});
  return out;
}
template <class T>
std::vector<value_list> values_of(std::vector<T> const& rows) {
  std::vector<value_list> out;
  for (auto const& row : rows)
    out.push_back(ms::to_values(ms::struct_row<T>{&row}));
  return out;
}

/// Everything that there is now, as one batch.
template <class Declared, class Checked = Declared, class Needed = Checked>
reading read(description const& from, bool dead_letter = false) {
  auto source = from.open_source<Declared, Checked, Needed>(context(dead_letter));
  source.freeze();
  auto const offset = source.plan();
  if (!offset) return {};
  return read_batch(source.open_batch(*offset));
}

template <class Schema>
ms::error error_of(description const& from) {
  try {
    read<Schema>(from);
  } catch (ms::error const& e) {
    return e;
  }
  FAIL("no error");
  throw 0;
}

/// Overwrites all pages of the leaves that `wanted` does not name with garbage.
void spoil_all_but(fs::path const& file, std::set<std::string> const& wanted) {
  std::vector<std::pair<std::int64_t, std::int64_t>> places;
  {
    auto const reader = parquet::ParquetFileReader::OpenFile(file.string());
    auto const metadata = reader->metadata();
    for (int g = 0; g < metadata->num_row_groups(); ++g)
      for (int c = 0; c < metadata->num_columns(); ++c) {
        auto const chunk = metadata->RowGroup(g)->ColumnChunk(c);
        if (wanted.count(chunk->path_in_schema()->ToDotString()) != 0) continue;
        auto begin = chunk->data_page_offset();
        if (chunk->has_dictionary_page()) begin = std::min(begin, chunk->dictionary_page_offset());
        places.emplace_back(begin, chunk->total_compressed_size());
      }
  }
  REQUIRE(!places.empty());
  std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
  for (auto const& [begin, size] : places) {
    out.seekp(begin);
    out << std::string(static_cast<std::size_t>(size), '\xFF');
  }
}

fs::path python() {
#ifdef MILLSTREAM_TEST_DATA
  auto const at =
      (fs::path(MILLSTREAM_TEST_DATA) / "../../.deps/venv/bin/python").lexically_normal();
  if (fs::exists(at)) return at;
#endif
  return {};
}

}  // namespace

TEST_CASE("parquet_source: every column type comes back as the sink wrote it",
          "[connector][parquet]") {
  temporary_folder const folder;
  everything one{};
  one.flag = true;
  one.tiny = -1, one.small = -2, one.medium = -3, one.big = INT64_MIN;
  one.single = 1.5F, one.real = 0.1, one.text = "caf\xC3\xA9";
  one.time = ms::timestamp(ms::duration(-1'359'626'400'000'001));
  one.day = ms::date(std::chrono::days(-1));
  one.span = std::chrono::seconds(10);
  one.maybe_text = "there", one.maybe_real = 2.25, one.maybe_flag = true, one.maybe_time = one.time;
  one.first_leg = {"JFK", 5}, one.second_leg = leg{"LAX", std::nullopt};
  one.numbers = {1, 2, 3}, one.words = {"a", std::nullopt};
  one.flags = std::vector<bool>{true, false}, one.legs = {{"x", 1}, {"y", {}}};
  std::vector<everything> rows;
  for (int i = 0; i < 3000; ++i)
    rows.push_back(i % 3 == 0 ? one : everything{}), rows.back().big = i;
  using schema_type = ms::schema_of<everything>;
  auto sink =
      ms::parquet(folder.path)
          .open_sink<schema_type, ms::append_mode>(
              {.door = ms::io::file_door(), .query_id = "q", .run_epoch = 1, .sink_name = "main"});
  sink.recover(-1);
  std::vector<typename decltype(sink)::lane_type> lanes;
  lanes.push_back(sink.make_lane(0, 0));
  for (auto const& row : rows)
    lanes[0].append(ms::struct_row<everything>{&row});
  sink.commit(0, lanes);

  auto const out = read<schema_type>(ms::parquet(folder.path));
  CHECK(out.rows == values_of(rows));
  CHECK(out.counts.rows == 3000);
  CHECK(out.counts.malformed == 0);
  CHECK(out.counts.bytes > 0);

  auto const table = ms::parquet(folder.path).read_all<schema_type>();
  REQUIRE(table.size() == 3000);
  CHECK(table[0].get<"first_leg">().from == "JFK");
  CHECK(table[3].get<"legs">()[1].from == "y");
  CHECK(ms::parquet(folder.path).identity().find("part-00000-00000.parquet") != std::string::npos);
}

TEST_CASE("parquet_source: the rows are the same, in order, however the file is written and cut",
          "[connector][parquet]") {
  auto const rows = clicks(0, 5000);
  for (auto const& how : {writing{}, writing{.dictionary = false}, writing{.page_version_2 = true},
                          writing{.rows_a_group = 37, .statistics = false},
                          writing{.rows_a_group = 1200,
                          .dictionary = false,
                          .page_version_2 = true,
                          .checksums = true,
                          .uncompressed = true,
                          .page_bytes = 64}}) {
    temporary_folder const folder;
    write_table(folder.path / "a.parquet", *table_of(clicks(0, 3000)), how);
    write_table(folder.path / "b.parquet", *table_of(clicks(3000, 5000)), how);
    temporary_folder::set_time(folder.path / "a.parquet", 1);
    temporary_folder::set_time(folder.path / "b.parquet", 2);
    for (std::uint64_t const lane : {1, 5'000, 1 << 20}) {
      auto const out = read<ms::schema_of<click>>(ms::parquet(folder.path).bytes_per_lane(lane));
      CHECK(out.rows == values_of(rows));
      CHECK(out.counts.rows == 5000);
    }
  }
}

TEST_CASE("parquet_source: lanes are whole row groups, contiguous and decided by the batch",
          "[connector][parquet]") {
  temporary_folder const folder;
  write_table(folder.path / "a.parquet", *table_of(clicks(0, 10'000)),
              {.rows_a_group = 100, .dictionary = false});
  using schema_type = ms::schema_of<click>;
  auto source = ms::parquet(folder.path)
                    .bytes_per_lane(1)
                    .open_source<schema_type, schema_type, schema_type>(context());
  auto const batch = source.open_batch(*source.plan());
  REQUIRE(batch.lanes() == ms::io::max_lanes);
  std::int64_t next = 0;
  for (std::size_t lane = 0; lane < batch.lanes(); ++lane) {
    auto const begin = next;
    batch.read_lane(
        lane,
        [&](auto const& block) {
          CHECK(block.size() <= ms::block_rows);
          for (std::size_t i = 0; i < block.size(); ++i)
            REQUIRE(block.row(i).template get<"v">() == next++);
        },
        [](auto const&) {});
    CHECK((next - begin) % 100 == 0);
    CHECK(next - begin >= 500);
    CHECK(next - begin <= 800);
  }
  CHECK(next == 10'000);
}

TEST_CASE("parquet_source: a file of pyarrow with other types is widened and converted",
          "[connector][parquet]") {
  if (python().empty()) {
    WARN("left out: no .deps/venv (./dev setup makes it)");
    return;
  }
  temporary_folder const folder;
  auto const script = folder.write("write.py", R"(
import sys, datetime, pyarrow as pa, pyarrow.parquet as pq
def day(n): return datetime.date(1970, 1, 1) + datetime.timedelta(days=n)
columns = {
  "u8": pa.array([1, 255, None], pa.uint8()), "u32": pa.array([1, 2**32 - 1, 3], pa.uint32()),
  "i32": pa.array([-1, 2, None], pa.int32()), "i16": pa.array([-5, 6, 7], pa.int16()),
  "f32": pa.array([0.5, None, 1.5], pa.float32()),
  "seconds": pa.array([-1, 2, 3], pa.timestamp("s")), "millis": pa.array([-1, 2, 3], pa.timestamp("ms")),
  "nanos": pa.array([-1, 1999, 2000], pa.timestamp("ns", "Europe/Paris")),
  "day": pa.array([day(-1), day(0), day(1)], pa.date32()),
  "span": pa.array([1, -2, 3], pa.duration("ms")),
  "large": pa.array(["a", "", "ccc"], pa.large_string()), "bytes": pa.array([b"x", b"yy", None], pa.binary()),
  "words": pa.array(["p", None, "p"]).dictionary_encode(),
  "lists": pa.array([[1], [], [2, 3]], pa.large_list(pa.int32())),
  "pairs": pa.array([[("k", 1)], [], [("l", 2), ("m", None)]], pa.map_(pa.string(), pa.int64())),
  "nothing": pa.nulls(3),
  "deep": pa.array([{"a": {"b": [{"c": 1}]}}, {"a": None}, None]),
}
table = pa.table(columns)
for number, options in enumerate([{}, {"use_dictionary": False, "compression": "none"}, {"data_page_version": "2.0",
    "compression": "zstd", "write_page_checksum": True}, {"store_schema": False}, {"version": "1.0"},
    {"row_group_size": 1, "write_page_index": True}]):
  pq.write_table(table.select([n for n in table.column_names if n != "nanos" or number != 4]),
    f"{sys.argv[1]}/{number}.parquet", **options)
pq.write_table(table.select(["millis"]), sys.argv[1] + "/int96", use_deprecated_int96_timestamps=True)
)");
  auto const out = folder.path / "out";
  fs::create_directories(out);
  REQUIRE(std::system((python().string() + " " + script.string() + " " + out.string()).c_str()) ==
          0);
  using row =
      schema<field<"u8", std::optional<std::int16_t>>, field<"u32", std::int64_t>,
             field<"i32", std::optional<double>>, field<"i16", std::int64_t>,
             field<"f32", std::optional<double>>, field<"millis", ms::timestamp>,
             field<"nanos", ms::timestamp>, field<"day", ms::date>, field<"large", std::string>,
             field<"bytes", std::optional<std::string>>, field<"words", std::optional<std::string>>,
             field<"lists", std::vector<std::int64_t>>,
             field<"nothing", std::optional<std::string>>>;
  auto const time = [](std::int64_t micros) { return value(ms::timestamp(ms::duration(micros))); };
  auto const day = [](int days) { return value(ms::date(std::chrono::days(days))); };
  value const null;
  std::vector<value_list> const wanted{
      {1, 1, -1.0, -5, 0.5, time(-1000), time(-1), day(-1), "a", "x", "p", value_list{1}, null},
      {255, 4294967295, 2.0, 6, null, time(2000), time(1), day(0), "", "yy", null, value_list{},
       null},
      {null, 3, null, 7, 1.5, time(3000), time(2), day(1), "ccc", null, "p", value_list{2, 3},
       null}};
  for (int number = 0; number < 6; ++number) {
    INFO(number);
    auto const file = ms::parquet(out / (std::to_string(number) + ".parquet"));
    if (number != 4) CHECK(read<row>(file).rows == wanted);
    // The narrower a query asks, the less is there to go wrong.
    CHECK(read<schema<field<"seconds", ms::timestamp>>>(file).rows ==
          std::vector<value_list>{{time(-1'000'000)}, {time(2'000'000)}, {time(3'000'000)}});
    if (number != 3)
      CHECK(read<schema<field<"span", ms::duration>>>(file).rows ==
            std::vector<value_list>{
                {ms::duration(1000)}, {ms::duration(-2000)}, {ms::duration(3000)}});
  }
  CHECK(read<schema<field<"millis", ms::timestamp>>>(ms::parquet(out / "int96")).rows ==
        std::vector<value_list>{{time(-1000)}, {time(2000)}, {time(3000)}});
}

TEST_CASE("parquet_source: a column that the file lacks is null or an error, more are left alone",
          "[connector][parquet]") {
  temporary_folder const folder;
  write_table(folder.path / "a.parquet", *table_of(clicks(0, 3)));
  auto const from = ms::parquet(folder.path);
  using with_more = schema<field<"v", std::int64_t>, field<"more", std::optional<leg>>>;
  CHECK(read<with_more>(from).rows ==
        std::vector<value_list>{{0, value()}, {1, value()}, {2, value()}});
  // Only a column that the file lacks: the rows are there all the same.
  CHECK(read<schema<field<"more", std::optional<std::int32_t>>>>(from).counts.rows == 3);

  auto const missing = error_of<schema<field<"v", std::int64_t>, field<"w", double>>>(from);
  CHECK(missing.code() == ms::errc::invalid_argument);
  CHECK(missing.where().file == (folder.path / "a.parquet").string());
  CHECK(missing.what_happened().find("no column \"w\"") != std::string::npos);
  CHECK(missing.fix().find("user, page, v, price") != std::string::npos);
  // A column that the plan does not read may be anything.
  using v = schema<field<"v", std::int64_t>>;
  CHECK(read<schema<field<"v", std::int64_t>, field<"w", double>>, v, v>(from).counts.rows == 3);
}

TEST_CASE("parquet_source: another type is an error that names both", "[connector][parquet]") {
  temporary_folder const folder;
  write_table(folder.path / "a.parquet", *table_of(std::vector<everything>(2)));
  auto const from = ms::parquet(folder.path);
  auto const said = [&]<class T>(std::type_identity<T>, auto name) {
    auto const e = error_of<schema<field<name.name, T>>>(from);
    CHECK(e.code() == ms::errc::invalid_argument);
    CHECK(e.where().file == (folder.path / "a.parquet").string());
    return e.what_happened();
  };
  CHECK(said(std::type_identity<std::int64_t>{}, "text"_c) ==
        "column \"text\" is string in the file, which is not a bigint");
  CHECK(said(std::type_identity<std::int32_t>{}, "big"_c) ==
        "column \"big\" is int64 in the file, which is not a int");
  CHECK(said(std::type_identity<float>{}, "real"_c) ==
        "column \"real\" is double in the file, which is not a float");
  CHECK(said(std::type_identity<double>{}, "big"_c) ==
        "column \"big\" is int64 in the file, which is not a double");
  CHECK(said(std::type_identity<ms::timestamp>{}, "big"_c) ==
        "column \"big\" is int64 in the file, which is not a timestamp");
  CHECK(said(std::type_identity<std::vector<leg>>{}, "first_leg"_c)
            .find("which is not a array<struct<from:string,minutes:int>>") != std::string::npos);
  CHECK(said(std::type_identity<leg>{}, "numbers"_c).find("list<element: int64") !=
        std::string::npos);
  CHECK(said(std::type_identity<std::vector<std::string>>{}, "numbers"_c) ==
        "column \"numbers.element\" is int64 in the file, which is not a string");
  CHECK(said(std::type_identity<click>{}, "first_leg"_c).find("\"first_leg.user\"") !=
        std::string::npos);
}

TEST_CASE("parquet_source: a null where there must be a value follows the policy",
          "[connector][parquet]") {
  temporary_folder const folder;
  std::vector<loose_click> rows;
  for (int i = 0; i < 3000; ++i)
    rows.push_back({"u", "p", i, {}});
  rows[0].v = std::nullopt, rows[1025].user = std::nullopt, rows[2999].v = std::nullopt;
  write_table(folder.path / "a.parquet", *table_of(rows), {.rows_a_group = 1000});
  auto const from = ms::parquet(folder.path);
  auto const file = (folder.path / "a.parquet").string();
  using row = ms::schema_of<click>;

  auto const e = error_of<row>(from);
  CHECK(e.code() == ms::errc::malformed_record);
  CHECK(e.where().file == file);
  CHECK(e.what_happened() == "column \"v\" is null in row 1 of the file");

  auto const dropped = read<row>(from.on_malformed(malformed_policy::drop));
  CHECK(dropped.counts.rows == 2997);
  CHECK(dropped.counts.malformed == 3);
  CHECK(dropped.rejected.empty());
  CHECK(dropped.rows.front()[2] == value(1));
  CHECK(dropped.rows[1024][2] == value(1026));
  CHECK(dropped.rows.back()[2] == value(2998));

  auto const letters = read<row>(from, true);
  CHECK(letters.rows == dropped.rows);
  REQUIRE(letters.rejected.size() == 3);
  CHECK(letters.rejected[0].reason == "column \"v\" is null");
  CHECK(letters.rejected[1].reason == "column \"user\" is null");
  CHECK(letters.rejected[1].text == "row 1026");
  CHECK(letters.rejected[2].text == "row 3000");
  SECTION("and does not depend on the columns that are needed in the end (rule 97a)") {
    using page = schema<field<"page", std::string>>;
    CHECK(read<row, row, page>(from, true).rejected == letters.rejected);
    CHECK(read<row, row, schema<>>(from, true).rejected == letters.rejected);
    CHECK(read<row, page, page>(from).counts.rows == 3000);
    using v_page = schema<field<"v", std::int64_t>, field<"page", std::string>>;
    CHECK_THROWS_AS((read<row, v_page, page>(from)), ms::error);
  }
  SECTION("permissive has no text to keep") {
    CHECK(error_of<row>(from.on_malformed(malformed_policy::permissive)).code() ==
          ms::errc::invalid_argument);
  }
  SECTION("inside of records and lists it is told where") {
    auto const nested = folder.path / "nested";
    auto const element = arrow::field("element", arrow::utf8(), true);
    arrow::ListBuilder list(arrow::default_memory_pool(), std::make_shared<arrow::StringBuilder>(),
                            arrow::list(element));
    auto& words = static_cast<arrow::StringBuilder&>(*list.value_builder());
    for (int i = 0; i < 4; ++i) {
      REQUIRE(list.Append().ok());
      REQUIRE(words.Append("w").ok());
      if (i == 2) REQUIRE(words.AppendNull().ok());
    }
    auto const table = arrow::Table::Make(
        arrow::schema({arrow::field("words", arrow::list(element))}), {list.Finish().ValueOrDie()});
    write_table(nested / "a.parquet", *table);
    auto const said =
        error_of<schema<field<"words", std::vector<std::string>>>>(ms::parquet(nested));
    CHECK(said.what_happened() == "column \"words.element\" is null in row 3 of the file");
  }
}

TEST_CASE("parquet_source: only the leaves that are needed are read", "[connector][parquet]") {
  temporary_folder const folder;
  std::vector<everything> rows(100);
  for (int i = 0; i < 100; ++i) {
    rows[std::size_t(i)].big = i, rows[std::size_t(i)].first_leg = {"from " + std::to_string(i), i};
    rows[std::size_t(i)].legs = {{"a", i}, {"b", {}}};
    if (i % 2 == 0) rows[std::size_t(i)].second_leg = leg{"x", {}};
  }
  auto const file = folder.path / "a.parquet";
  write_table(file, *table_of(rows), {.rows_a_group = 30});
  spoil_all_but(file, {"big", "first_leg.from", "second_leg.minutes", "legs.list.element.minutes"});
  using narrow = schema<field<"big", std::int64_t>, field<"first_leg", only_from>,
                        field<"second_leg", std::optional<only_minutes>>,
                        field<"legs", std::vector<only_minutes>>>;
  auto const out = read<narrow>(ms::parquet(file));
  REQUIRE(out.rows.size() == 100);
  CHECK(out.rows[31] == value_list{31, value_list{"from 31"}, value(),
                                   value_list{value_list{31}, value_list{value()}}});
  CHECK(out.rows[32][2] == value(value_list{value()}));
  // Another leaf is garbage, as the test says.
  CHECK(error_of<schema<field<"text", std::string>>>(ms::parquet(file)).code() ==
        ms::errc::source_unreadable);
}

namespace {

/// The columns of the line `Scan ... -> a: string, b: bigint` of a physical plan.
std::set<std::string> read_columns(std::string const& physical) {
  auto const scan = physical.find("  Scan ");
  auto const from = physical.find(" -> ", scan) + 4;
  std::set<std::string> out;
  std::istringstream text(physical.substr(from, physical.find('\n', from) - from));
  for (std::string column; std::getline(text, column, ',');) {
    auto const name = column.substr(column.find_first_not_of(' '));
    out.insert(name.substr(0, name.find(':')));
  }
  return out;
}

/// Runs a query over a file in which all columns but those that explain tells are garbage, and over
/// files in which one of these is garbage too.
std::set<std::string> check_that_explain_tells_what_is_read(auto const& words) {
  temporary_folder const folder;
  auto const file = folder.path / "a.parquet";
  auto const query = [&] {
    return ms::write_stream(words(ms::read_stream<click>(ms::parquet(folder.path))),
                            ms::testing::memory_sink())
        .output_mode(ms::update)
        .trigger(ms::available_now);
  };
  auto const told = read_columns(ms::explain(query()).physical);
  auto const table = table_of(clicks(0, 50));
  auto const run_with = [&](std::set<std::string> const& good) {
    write_table(file, *table);
    if (good.size() < 4) spoil_all_but(file, good);
    ms::run(query());
  };
  CHECK_NOTHROW(run_with(told));
  for (auto const& column : told) {
    auto fewer = told;
    fewer.erase(column);
    INFO("without " << column);
    CHECK_THROWS_WITH(run_with(fewer), Catch::Contains("source_unreadable"));
  }
  return told;
}

}  // namespace

TEST_CASE("parquet_source: what is read is what explain tells, no more and no less",
          "[connector][parquet][explain]") {
  using names = std::set<std::string>;
  CHECK(check_that_explain_tells_what_is_read([](auto s) {
          return s | ms::where("v"_c > 1) | ms::select("user"_c);
        }) == names{"user", "v"});
  CHECK(check_that_explain_tells_what_is_read([](auto s) {
          return s | ms::group_by("page"_c) | ms::agg(ms::sum("v"_c));
        }) == names{"page", "v"});
  CHECK(check_that_explain_tells_what_is_read([](auto s) {
          return s | ms::agg(ms::count());
        }).size() == 1);
  CHECK(check_that_explain_tells_what_is_read([](auto s) { return s; }).size() == 4);
}

TEST_CASE("parquet_source: rule 103, folders are columns where the struct has a member",
          "[connector][parquet][semantics]") {
  temporary_folder const folder;
  auto const root = folder.path / "year=1999" / "table";
  auto const put = [&](std::string const& below, int v, int seconds) {
    write_table(root / below / "a.parquet", *table_of(clicks(v, v + 1)));
    temporary_folder::set_time(root / below / "a.parquet", seconds);
  };
  put("origin=JFK/day=2013-01-31", 1, 1);
  put("origin=a%2Fb/day=__HIVE_DEFAULT_PARTITION__", 2, 2);
  put("origin=__HIVE_DEFAULT_PARTITION__/day=2013-02-01", 3, 3);
  using row = schema<field<"v", std::int64_t>, field<"origin", std::optional<std::string>>,
                     field<"day", std::optional<ms::date>>>;
  using namespace std::chrono;
  auto const day = [](year_month_day at) { return value(ms::date(sys_days(at))); };
  CHECK(read<row>(ms::parquet(root)).rows ==
        std::vector<value_list>{{1, "JFK", day(2013y / 1 / 31)},
                                {2, "a/b", value()},
                                {3, value(), day(2013y / 2 / 1)}});
  // Without such members the folders say nothing; with no other column they are all there is.
  CHECK(read<schema<field<"v", std::int64_t>>>(ms::parquet(root)).counts.rows == 3);
  CHECK(read<schema<field<"origin", std::optional<std::string>>>>(ms::parquet(root)).rows.at(0) ==
        value_list{"JFK"});
  // A pattern: the folders from its first wildcard on.
  CHECK(read<schema<field<"v", std::int64_t>, field<"origin", std::string>>>(
            ms::parquet(root / "origin=JF*/*"))
            .rows == std::vector<value_list>{{1, "JFK"}});
  CHECK(error_of<schema<field<"year", std::int32_t>>>(ms::parquet(root))
            .what_happened()
            .find("no column \"year\"") != std::string::npos);
  CHECK(error_of<schema<field<"origin", std::string>>>(ms::parquet(root))
            .what_happened()
            .find("origin=(null)") != std::string::npos);
  CHECK(error_of<schema<field<"origin", std::optional<std::int32_t>>>>(ms::parquet(root))
            .what_happened()
            .find("origin=JFK is not a int") != std::string::npos);
}

TEST_CASE("parquet_source: the folders of the sink come back as columns", "[connector][parquet]") {
  temporary_folder const folder;
  auto const in = folder.path / "in", out = folder.path / "out";
  write_table(in / "a.parquet", *table_of(clicks(0, 2500)));
  ms::run(ms::write_stream(ms::read_stream<click>(ms::parquet(in)),
                           ms::parquet(out).partition_by("page"_c))
              .output_mode(ms::append)
              .trigger(ms::available_now));
  auto rows = read<ms::schema_of<click>>(ms::parquet(out)).rows;
  auto wanted = values_of(clicks(0, 2500));
  std::sort(rows.begin(), rows.end());
  std::sort(wanted.begin(), wanted.end());
  CHECK(rows == wanted);
}

TEST_CASE("parquet_source: a broken file is an error with its name, or one malformed record",
          "[connector][parquet]") {
  temporary_folder const folder;
  auto const file = folder.path / "b.parquet";
  write_table(folder.path / "a.parquet", *table_of(clicks(0, 10)));
  write_table(file, *table_of(clicks(10, 40)),
              {.rows_a_group = 10, .dictionary = false, .checksums = true, .uncompressed = true});
  temporary_folder::set_time(folder.path / "a.parquet", 1);
  auto bytes = [&] {
    std::ifstream in(file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }();
  std::size_t rows_lost = 30;
  std::string const reason = "the Parquet file cannot be read: ";
  SECTION("not Parquet at all") {
    bytes = "PAR1 hello, world PAR1";
  }
  SECTION("almost nothing") {
    bytes = "PAR1";
  }
  SECTION("the footer's length is wrong") {
    bytes[bytes.size() - 6] = '\x7f';
  }
  SECTION("the footer is garbage") {
    for (auto i = bytes.size() - 200; i < bytes.size() - 8; ++i)
      bytes[i] = static_cast<char>(i * 37);
  }
  SECTION("a page is damaged: its checksum tells, and it costs its row group only") {
    auto const at = bytes.find("user 25");
    REQUIRE(at != std::string::npos);
    bytes[at] = 'U';
    rows_lost = 10;
  }
  std::ofstream(file, std::ios::binary) << bytes;
  temporary_folder::set_time(file, 2);
  using row = ms::schema_of<click>;
  auto const e = error_of<row>(ms::parquet(folder.path));
  CHECK(e.code() == ms::errc::source_unreadable);
  CHECK(e.where().file == file.string());
  auto const dropped = read<row>(ms::parquet(folder.path).on_malformed(malformed_policy::drop));
  CHECK(dropped.rows.size() == 40 - rows_lost);
  CHECK(dropped.counts.malformed == 1);
  auto const told = read<row>(ms::parquet(folder.path), true);
  CHECK(told.rows == dropped.rows);
  REQUIRE(told.rejected.size() == 1);
  CHECK(told.rejected[0].reason.substr(0, reason.size()) == reason);
  CHECK(told.rejected[0].text == (rows_lost == 10 ? "rows 11 to 20" : "the whole file"));
  CHECK_THROWS_AS(ms::parquet(folder.path).read_all<row>(), ms::error);
}

TEST_CASE(
    "parquet_source: a file that is still written waits, one that nobody writes is an error "
    "before anything is planned",
    "[connector][parquet]") {
  temporary_folder const folder;
  write_table(folder.path / "a.parquet", *table_of(clicks(0, 5)));
  write_table(folder.path / "b.parquet", *table_of(clicks(5, 9)));
  temporary_folder::set_time(folder.path / "a.parquet", 1);
  auto const whole = fs::file_size(folder.path / "b.parquet");
  auto const bytes = [&] {
    std::ifstream in(folder.path / "b.parquet", std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }();
  fs::resize_file(folder.path / "b.parquet", whole - 30);
  using row = ms::schema_of<click>;
  auto source = ms::parquet(folder.path).open_source<row, row, row>(context());
  auto const first = source.plan();
  REQUIRE(first);
  CHECK(first->find("b.parquet") == std::string::npos);
  CHECK(!source.plan());
  SECTION("it is read when its footer is there") {
    std::ofstream(folder.path / "b.parquet", std::ios::binary) << bytes;
    auto const second = source.plan();
    REQUIRE(second);
    CHECK(read_batch(source.open_batch(*second)).counts.rows == 4);
  }
  SECTION("what exists at the start of available_now is left for the next run too") {
    source.freeze();
    CHECK(!source.plan());
  }
  SECTION("when it has not changed for long it is an error, and the checkpoint does not know it") {
    temporary_folder::set_time(folder.path / "b.parquet", 2);
    CHECK(!source.plan());  // it changed just now: its time
    CHECK_THROWS_WITH(source.plan(), Catch::Contains("does not end with \"PAR1\"") &&
                                         Catch::Contains("b.parquet"));
    fs::remove(folder.path / "b.parquet");
    CHECK(!source.plan());
  }
  SECTION("or is one malformed record") {
    temporary_folder::set_time(folder.path / "b.parquet", 2);
    auto const out = read<row>(ms::parquet(folder.path).on_malformed(malformed_policy::drop));
    CHECK(out.counts.rows == 5);
    CHECK(out.counts.malformed == 1);
  }
}

TEST_CASE("parquet_source: rule 93, batches of files, replayed as they were planned",
          "[connector][parquet][semantics]") {
  temporary_folder const folder;
  for (int f = 0; f < 5; ++f) {
    auto const file = folder.path / (std::string(1, char('e' - f)) + ".parquet");
    write_table(file, *table_of(clicks(f * 10, f * 10 + 10)));
    temporary_folder::set_time(file, f);
  }
  std::ofstream(folder.path / "_SUCCESS") << "";
  std::ofstream(folder.path / "notes.txt") << "no Parquet";
  using row = ms::schema_of<click>;
  auto const from = ms::parquet(folder.path).path_glob_filter("*.parquet").max_files_per_trigger(2);
  auto source = from.open_source<row, row, row>(context());
  std::vector<std::string> offsets;
  int next = 0;
  while (auto const offset = source.plan()) {
    offsets.push_back(*offset);
    for (auto const& r : read_batch(source.open_batch(*offset)).rows)
      CHECK(r[2] == value(next++));
  }
  CHECK(next == 50);
  CHECK(offsets.size() == 3);

  auto again = from.open_source<row, row, row>(context());
  again.replay(offsets[0]);
  CHECK(read_batch(again.open_batch(offsets[0])).rows == values_of(clicks(0, 20)));
  CHECK(again.plan() == offsets[1]);
  auto restored = from.open_source<row, row, row>(context());
  restored.restore(again.state());
  CHECK(restored.plan() == offsets[2]);
  CHECK(from.max_bytes_per_trigger(1).reading.max_bytes == std::uint64_t(1));
  CHECK_THROWS_AS((from.max_bytes_per_trigger(1).open_source<row, row, row>(context())), ms::error);

  SECTION("a file that is gone or was written again is an error") {
    write_table(folder.path / "e.parquet", *table_of(clicks(0, 11)));
    try {
      again.open_batch(offsets[0]);
      FAIL("no error");
    } catch (ms::error const& e) {
      CHECK(e.code() == ms::errc::source_changed);
    }
  }
  SECTION("and one that is cut off while it is read") {
    auto const batch = again.open_batch(offsets[0]);
    fs::resize_file(folder.path / "d.parquet", 20);
    try {
      read_batch(batch);
      FAIL("no error");
    } catch (ms::error const& e) {
      CHECK(e.code() == ms::errc::source_changed);
    }
  }
}

TEST_CASE("parquet_source: a table, a stream and nested columns meet in one query",
          "[connector][parquet]") {
  temporary_folder const folder;
  std::vector<everything> rows(4000);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].big = static_cast<std::int64_t>(i);
    rows[i].first_leg = {i % 2 == 0 ? "JFK" : "LGA", static_cast<std::int32_t>(i % 5)};
    if (i % 4 == 0) rows[i].second_leg = leg{"LAX", 7};
    rows[i].text = "page " + std::to_string(i % 7);
  }
  write_table(folder.path / "stream" / "a.parquet", *table_of(rows), {.rows_a_group = 300});
  auto pages = clicks(0, 7);
  write_table(folder.path / "table" / "a.parquet", *table_of(pages));

  auto const table = ms::read<click>(ms::parquet(folder.path / "table")) |
                     ms::select("page"_c.as("text"_c), "user"_c);
  auto const stream =
      ms::read_stream<everything>(ms::parquet(folder.path / "stream").bytes_per_lane(1)) |
      ms::where("first_leg.from"_c == "JFK" && "second_leg.minutes"_c == 7) |
      ms::join(table, "text"_c) | ms::group_by("user"_c) |
      ms::agg(ms::count().as("n"_c), ms::sum("first_leg.minutes"_c).as("m"_c));
  ms::testing::memory_sink sink;
  ms::run(ms::write_stream(stream, sink).output_mode(ms::complete).trigger(ms::available_now));
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> wanted;
  for (std::size_t i = 0; i < rows.size(); i += 4) {
    auto& [n, m] = wanted["user " + std::to_string(i % 7)];
    n += 1, m += static_cast<std::int64_t>(i % 5);
  }
  std::vector<value_list> all;
  for (auto const& [user, sums] : wanted)
    all.push_back({value(user), value(sums.first), value(sums.second)});
  CHECK(sink.rows(0) == all);

  SECTION("and whole records pass through to a sink") {
    auto const out = folder.path / "out";
    ms::run(ms::write_stream(ms::read_stream<everything>(ms::parquet(folder.path / "stream")) |
                                 ms::select("big"_c, "first_leg"_c, "second_leg"_c, "legs"_c),
                             ms::parquet(out))
                .output_mode(ms::append)
                .trigger(ms::available_now));
    using row = schema<field<"big", std::int64_t>, field<"first_leg", leg>,
                       field<"second_leg", std::optional<leg>>, field<"legs", std::vector<leg>>>;
    CHECK(read<row>(ms::parquet(out)).rows == read<row>(ms::parquet(folder.path / "stream")).rows);
  }
}

TEST_CASE(
    "parquet_source: filters, joins and groups give the same rows over words of dictionaries as "
    "over text",
    "[connector][parquet]") {
  temporary_folder const folder;
  // each file has the pages in another order, so that the same word has another number; some rows have none
  std::vector<loose_click> rows;
  for (int file = 0; file < 3; ++file) {
    std::vector<loose_click> here;
    for (int i = 0; i < 5000; ++i) {
      auto const page = (i * (file + 2) + file) % 11;
      here.push_back({"user " + std::to_string(i % 5),
                      page == 10 ? std::nullopt : std::optional("page " + std::to_string(page)), i,
                      std::nullopt});
    }
    auto const name = "part " + std::to_string(file) + ".parquet";
    write_table(folder.path / "words" / name, *table_of(here), {.rows_a_group = 1700});
    write_table(folder.path / "texts" / name, *table_of(here),
                {.rows_a_group = 1700, .dictionary = false});
    rows.insert(rows.end(), here.begin(), here.end());
  }
  std::vector<click> pages;  // no page 4, page 6 twice
  for (auto const number : {0, 1, 2, 3, 5, 6, 7, 6})
    pages.push_back({"owner " + std::to_string(pages.size() % 3), "page " + std::to_string(number),
                     0, std::nullopt});
  auto const owners = ms::read(pages) | ms::select("page"_c, "user"_c.as("owner"_c));

  std::map<std::string, std::pair<std::int64_t, std::int64_t>> wanted;
  std::map<std::string, std::int64_t> without_owner;
  for (auto const& row : rows) {
    if (row.page && *row.page != "page 3" && *row.page < "page 7")
      for (auto const& owned : pages)
        if (owned.page == *row.page) {
          auto& [n, sum] = wanted[owned.user];
          n += 1, sum += *row.v;
        }
    if (std::none_of(pages.begin(), pages.end(),
                     [&](click const& owned) { return row.page == owned.page; }))
      ++without_owner[row.page.value_or("none")];
  }
  std::vector<value_list> all, none;
  for (auto const& [owner, sums] : wanted)
    all.push_back({value(owner), value(sums.first), value(sums.second)});
  for (auto const& [page, n] : without_owner)
    none.push_back({value(page), value(n)});
  REQUIRE(all.size() == 3);
  REQUIRE(none.size() == 4);

  for (char const* written : {"words", "texts"}) {
    CAPTURE(written);
    auto const clicks =
        ms::read_stream<loose_click>(ms::parquet(folder.path / written).max_files_per_trigger(2));
    ms::testing::memory_sink by_owner, ownerless;
    ms::run(ms::write_stream(clicks | ms::where("page"_c != "page 3" && "page"_c < "page 7") |
                                 ms::join(owners, "page"_c) | ms::group_by("owner"_c) |
                                 ms::agg(ms::count().as("n"_c), ms::sum("v"_c).as("sum"_c)),
                             by_owner)
                .output_mode(ms::complete)
                .trigger(ms::available_now));
    CHECK(by_owner.rows(1) == all);
    ms::run(ms::write_stream(clicks | ms::join(ms::left_anti, owners, "page"_c) |
                                 ms::group_by(ms::coalesce("page"_c, "none").as("page"_c)) |
                                 ms::agg(ms::count().as("n"_c)),
                             ownerless)
                .output_mode(ms::complete)
                .trigger(ms::available_now));
    CHECK(ownerless.rows(1) == none);
  }
}
