// SPDX-License-Identifier: Apache-2.0
//
// What lives here: `ms::parquet("views/")`, the Parquet sink: description and format; with partition_by it writes Hive
// folders. Exactly-once by the file protocol of io/. This header and its parquet_* parts are the only ones that include
// Arrow. Link Arrow's libraries last.
// What does not: reading Parquet.
#pragma once

#include <millstream/connector/format/parquet_file.hpp>
#include <millstream/io/file_sink.hpp>

namespace millstream {

namespace connector {

/// Parquet as a file format for rows of `Schema`.
template <class Schema>
struct parquet_format {
  using buffer_type = arrow_rows<Schema>;
  parquet_compression compression;
  std::shared_ptr<arrow::Schema> schema;

  explicit parquet_format(parquet_compression to)
      : compression(to),
        schema(arrow_schema<Schema>()) {}

  std::string extension() const { return ".parquet"; }
  buffer_type make_buffer() const { return buffer_type(schema); }

  void write(std::vector<buffer_type*> const& buffers, io::durable_file& file) const {
    arrow::RecordBatchVector batches;
    for (auto* buffer : buffers)
      batches.push_back(buffer->finish());
    write_parquet(std::move(batches), schema, compression, file);
  }
};

template <class Schema, class Partition>
using parquet_sink =
    io::file_sink<Schema, parquet_format<io::file_columns<Schema, Partition>>, Partition>;

/// What the user writes: where, how compressed, which columns become folders.
template <class Partition>
struct parquet_description {
  using partition_columns = Partition;
  std::filesystem::path path;
  parquet_compression codec = zstd;
  io::file_sink_limits limits = {};

  std::string to_string() const { return "parquet " + path.string(); }

  template <class Mode>
  static constexpr bool supports = std::is_same_v<Mode, append_mode>;

  /// Makes these columns folders (`origin=JFK/`) instead of columns of the files, as Spark's partitionBy does.
  template <io::names_column... Columns>
  parquet_description<io::column_names<Columns::name...>> partition_by(Columns...) const {
    static_assert(sizeof...(Columns) > 0, "partition_by needs at least one column");
    return {path, codec, limits};
  }
  /// `ms::zstd` (the default), `ms::snappy`, `ms::uncompressed`.
  parquet_description compression(parquet_compression to) const {
    auto out = *this;
    out.codec = to;
    return out;
  }
  /// How many rows a file has at most.
  parquet_description rows_a_file(std::int64_t rows) const {
    auto out = *this;
    out.limits.rows_a_file = rows;
    return out;
  }
  /// How much memory a lane's rows may take before it writes a part (64 MiB unless said here).
  parquet_description bytes_a_lane(std::size_t bytes) const {
    auto out = *this;
    out.limits.bytes_a_lane = bytes;
    return out;
  }

  template <class Schema, class Mode>
  parquet_sink<Schema, Partition> open_sink(io::sink_context context) const {
    static_assert(supports<Mode>,
                  "a Parquet sink takes append mode only: a file can't be changed once it is read");
    return {std::move(context), path, parquet_format<io::file_columns<Schema, Partition>>(codec),
            limits};
  }
};

}  // namespace connector

/// A folder of Parquet files, as a sink.
/// **Errors** at start: sink_owned_by_another_query, concurrent_run.
/// **Order and time** rows keep their order within a batch and partition value.
inline connector::parquet_description<io::column_names<>> parquet(std::filesystem::path path) {
  return {std::move(path)};
}

}  // namespace millstream
