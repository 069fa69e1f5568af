// SPDX-License-Identifier: Apache-2.0
// Every third-party library in one program, each doing real work: simdjson and the Parquet library,
// which may carry another simdjson inside, must each meet their own.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include <millstream/millstream.hpp>

#ifdef HAS_JSON
#include <simdjson.h>
#endif
#ifdef HAS_LMDB
#include <lmdb.h>
#endif
#ifdef HAS_PARQUET
#include <arrow/api.h>
#include <arrow/io/api.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/writer.h>
#endif

namespace {

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "failed: %s\n", what);
  std::exit(1);
}

#ifdef HAS_JSON
void parse_json() {
  // An escaped string and a float: the parts of simdjson that go through its run-time dispatch and
  // its tables, where a mix of two versions crashed.
  simdjson::ondemand::parser parser;
  simdjson::padded_string text(std::string_view(R"({"name":"caf\u00e9 \"x\"","value":12.5e3})"));
  auto document = parser.iterate(text);
  std::string_view name = document["name"];
  require(name == "caf\u00e9 \"x\"", "the escaped string");
  double value = document["value"];
  require(value == 12500.0, "the number");
  std::printf("json: simdjson %s, kernel %s\n", SIMDJSON_VERSION,
              simdjson::get_active_implementation()->name().c_str());
}
#endif

#ifdef HAS_PARQUET
void write_and_read_parquet() {
  arrow::Int64Builder numbers;
  for (std::int64_t number = 0; number < 1000; ++number)
    require(numbers.Append(number).ok(), "append");
  auto table = arrow::Table::Make(arrow::schema({arrow::field("number", arrow::int64())}),
                                  {numbers.Finish().ValueOrDie()});
  auto zstd = parquet::WriterProperties::Builder().compression(parquet::Compression::ZSTD)->build();
  auto out = arrow::io::BufferOutputStream::Create().ValueOrDie();
  require(parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), out, 500, zstd).ok(),
          "write");
  auto in = std::make_shared<arrow::io::BufferReader>(out->Finish().ValueOrDie());
  auto file = parquet::ParquetFileReader::Open(in);
  require(file->metadata()->num_rows() == 1000, "rows");
  require(
      file->metadata()->RowGroup(0)->ColumnChunk(0)->compression() == parquet::Compression::ZSTD,
      "compression");
  std::printf("parquet: Arrow %s\n", ARROW_VERSION_STRING);
}
#endif

}  // namespace

int main() {
#ifdef HAS_JSON
  parse_json();
#endif
#ifdef HAS_PARQUET
  write_and_read_parquet();
#endif
#if defined(HAS_JSON) && defined(HAS_PARQUET)
  parse_json();
#endif
#ifdef HAS_LMDB
  std::printf("lmdb: %s\n", mdb_version(nullptr, nullptr, nullptr));
#endif
}
