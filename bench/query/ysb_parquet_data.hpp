// SPDX-License-Identifier: Apache-2.0
//
// The same events as Parquet files, as a careful job would leave them: Arrow's writer with snappy, UTC
// timestamps, row groups of 128 Ki rows; and the table of ads for competitors that are not in C++.
#pragma once

#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/io/file.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

#include <stdexcept>

#include "ysb_uuid_events.hpp"

namespace ysb {

/// **Errors** std::runtime_error with Arrow's words.
inline void must(arrow::Status const& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}
template <class T>
T must(arrow::Result<T> result) {
  must(result.status());
  return std::move(result).ValueUnsafe();
}

/// A new Parquet file, with one codec for all columns.
inline std::unique_ptr<parquet::arrow::FileWriter> open_parquet(
    std::shared_ptr<arrow::io::OutputStream> out, std::shared_ptr<arrow::Schema> const& schema,
    arrow::Compression::type codec) {
  auto const properties = parquet::WriterProperties::Builder().compression(codec)->build();
  auto const arrow_properties = parquet::ArrowWriterProperties::Builder().store_schema()->build();
  return must(parquet::arrow::FileWriter::Open(*schema, arrow::default_memory_pool(),
                                               std::move(out), properties, arrow_properties));
}

inline std::shared_ptr<arrow::Schema> parquet_event_schema() {
  auto const time = arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
  return arrow::schema(
      {arrow::field("user_id", arrow::utf8()), arrow::field("page_id", arrow::utf8()),
       arrow::field("ad_id", arrow::utf8()), arrow::field("ad_type", arrow::utf8()),
       arrow::field("event_type", arrow::utf8()), arrow::field("event_time", time),
       arrow::field("ip_address", arrow::utf8())});
}

inline void write_parquet_events(std::filesystem::path const& path, event_maker& maker,
                                 std::uint64_t first, std::uint64_t end, std::uint64_t all) {
  constexpr std::uint64_t rows_a_group = 128 << 10;
  auto const schema = parquet_event_schema();
  auto const out = must(arrow::io::FileOutputStream::Open(path.string()));
  auto const writer = open_parquet(out, schema, arrow::Compression::SNAPPY);
  std::array<arrow::StringBuilder, 6> text;
  arrow::TimestampBuilder time(schema->field(5)->type(), arrow::default_memory_pool());
  while (first < end) {
    auto const until = std::min(first + rows_a_group, end);
    auto const rows = static_cast<std::int64_t>(until - first);
    for (; first < until; ++first) {
      auto const e = maker(first, all);
      std::size_t column = 0;
      for (auto value : {e.user_id, e.page_id, e.ad_id, e.ad_type, e.event_type, e.ip_address})
        must(text[column++].Append(value));
      must(time.Append(e.microseconds));
    }
    arrow::ArrayVector columns;
    for (auto& builder : text)
      columns.push_back(must(builder.Finish()));
    columns.insert(columns.begin() + 5, must(time.Finish()));
    must(writer->WriteTable(*arrow::Table::Make(schema, columns, rows), rows));
  }
  must(writer->Close());
  must(out->Close());
}

/// Finds or writes `files` files of `rows` events in all.
inline file_workload parquet_files(std::filesystem::path const& data, population const& p,
                                   std::uint64_t rows, std::uint64_t files) {
  return files_of_events(data / ("ysb_parquet_" + std::string(p.name) + "_" + std::to_string(rows) +
                                 "_" + std::to_string(files)),
                         "parquet", p, rows, files,
                         [rows](auto const& path, event_maker& maker, auto first, auto end) {
                           write_parquet_events(path, maker, first, end, rows);
                         });
}

/// Writes a small table at once, if it is not there.
inline void write_parquet_table(std::filesystem::path const& path, arrow::Table const& table) {
  if (std::filesystem::exists(path)) return;
  auto const unfinished = path.string() + ".tmp";
  auto const out = must(arrow::io::FileOutputStream::Open(unfinished));
  auto const writer = open_parquet(out, table.schema(), arrow::Compression::SNAPPY);
  must(writer->WriteTable(table, 1 << 20));
  must(writer->Close());
  must(out->Close());
  std::filesystem::rename(unfinished, path);
}

}  // namespace ysb
