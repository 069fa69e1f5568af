// SPDX-License-Identifier: Apache-2.0
//
// What lives here: `ms::parquet("views/")`, as a source of a stream, as a static table and as a sink: the description,
// and the sink's format; with partition_by it writes Hive folders. Exactly-once by the file protocol of io/. Arrow stands
// in the .ipp files of its parquet_* parts and in what only these include. Link Arrow's libraries last.
// What does not: how files are read (parquet_source.hpp).
#pragma once

#include <millstream/connector/format/parquet_file.hpp>
#include <millstream/connector/format/parquet_source.hpp>
#include <millstream/io/file_sink.hpp>

namespace millstream {

namespace connector {

/// Parquet as a file format for rows of `Schema`.
template <class Schema>
struct parquet_format {
  using buffer_type = growing_rows<Schema>;
  parquet_compression compression;
  data_type rows = describe_schema<Schema>();

  std::string extension() const { return ".parquet"; }
  buffer_type make_buffer() const { return buffer_type(rows); }

  void write(std::vector<buffer_type*> const& buffers, io::durable_file& file) const {
    write_parquet(std::vector<growing_columns*>(buffers.begin(), buffers.end()), rows, compression,
                  file);
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
  parquet_source_options reading = {};

  std::string to_string() const { return "parquet " + path.string(); }

  template <class Mode>
  static constexpr bool supports = std::is_same_v<Mode, append_mode>;

  /// Makes these columns folders (`origin=JFK/`) instead of columns of the files, as Spark's partitionBy does.
  template <io::names_column... Columns>
  parquet_description<io::column_names<Columns::name...>> partition_by(Columns...) const {
    static_assert(sizeof...(Columns) > 0, "partition_by needs at least one column");
    return {path, codec, limits, reading};
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

  /// Files a batch at most; excludes `max_bytes_per_trigger`.
  parquet_description max_files_per_trigger(std::size_t files) const {
    auto out = *this;
    out.reading.max_files = files;
    return out;
  }
  /// Bytes of files a batch at most, but at least one file.
  parquet_description max_bytes_per_trigger(std::uint64_t bytes) const {
    auto out = *this;
    out.reading.max_bytes = bytes;
    return out;
  }
  /// Only files whose name matches, such as "*.parquet".
  parquet_description path_glob_filter(std::string pattern) const {
    auto out = *this;
    out.reading.name_filter = std::move(pattern);
    return out;
  }
  /// What happens to a row with a null where its column allows none, and to rows that cannot be
  /// decoded: `fail`, `drop`, or `dead_letter` (which it is where the query has such a sink).
  parquet_description on_malformed(io::malformed_policy what) const {
    auto out = *this;
    out.reading.policy = what;
    return out;
  }
  /// A file without Parquet's ending waits until it has not changed for so long (one minute unless
  /// said here), and is an error then.
  parquet_description quiet_time(std::chrono::microseconds time) const {
    auto out = *this;
    out.reading.quiet = time;
    return out;
  }
  /// Compressed bytes for each of which a batch gets one more lane, up to `io::max_lanes`.
  parquet_description bytes_per_lane(std::uint64_t bytes) const {
    auto out = *this;
    out.reading.lane_bytes = bytes;
    return out;
  }

  /// A live source for a query: reads the `Needed` columns of row groups, a lane by some of them.
  template <class Declared, class Checked, class Needed>
  parquet_source<Needed> open_source(io::source_context const& context) const {
    return {path, reading,
            detail::plan_parquet(path, reading, context.has_dead_letter,
                                 detail::schemas_of<Declared, Checked, Needed>())};
  }
  /// All rows of all files that there are, for a static table.
  template <class Schema>
  std::vector<record<Schema>> read_all(io::source_context const& context = {}) const {
    return read_all_parquet<Schema>(path, reading, context);
  }
  /// The files that `read_all` reads, as text (path, size, mtime).
  std::string identity() const {
    return offset_text(
        file_stream(detail::stream_options(path, reading, io::malformed_policy::fail))
            .everything());
  }

  template <class Schema, class Mode>
  parquet_sink<Schema, Partition> open_sink(io::sink_context context) const {
    static_assert(supports<Mode>,
                  "a Parquet sink takes append mode only: a file can't be changed once it is read");
    return {std::move(context), path, parquet_format<io::file_columns<Schema, Partition>>{codec},
            limits};
  }
};

}  // namespace connector

/// Parquet in a folder (with its folders `name=value`), a file or what a glob pattern matches.
/// **Errors** as a sink, at start: sink_owned_by_another_query, concurrent_run. As a source:
/// source_missing, source_unreadable, source_changed, malformed_record, and invalid_argument where
/// the columns of a file are not those that were declared.
/// **Order and time** rows keep their order within a batch and partition value; a source reads files
/// in the order (mtime, path), row group by row group.
inline connector::parquet_description<io::column_names<>> parquet(std::filesystem::path path) {
  return {std::move(path)};
}

}  // namespace millstream
