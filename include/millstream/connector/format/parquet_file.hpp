// SPDX-License-Identifier: Apache-2.0
//
// What lives here: growing columns written as one Parquet file into a durable_file: Arrow's writer sees an output stream
// of ours and never opens a file itself, so that tests can stand at the file door.
// What does not: rows (parquet_columns.hpp), their way to Arrow (parquet_arrow.hpp), when files become visible (io/output_folder.hpp).
#pragma once

#include <span>

#include <millstream/base/inline.hpp>
#include <millstream/connector/format/parquet_columns.hpp>
#include <millstream/io/file_door.hpp>

namespace millstream {

/// How the pages of a Parquet file are compressed.
enum class parquet_compression : std::uint8_t { none, snappy, zstd };
inline constexpr auto uncompressed = parquet_compression::none;
inline constexpr auto snappy = parquet_compression::snappy;
inline constexpr auto zstd = parquet_compression::zstd;

}  // namespace millstream

namespace millstream::connector {

/// Writes the rows, of the type `rows` and one part behind the other, as one Parquet file, statistics included, and takes
/// them out of `parts`. The same rows give the same bytes.
/// **Errors** those of the door; sink_failed with Arrow's words.
void write_parquet(std::span<growing_columns* const> parts, data_type const& rows,
                   parquet_compression compression, io::durable_file& file);

}  // namespace millstream::connector

#ifndef MILLSTREAM_COMPILED
#include <millstream/connector/format/parquet_file.ipp>
#endif
