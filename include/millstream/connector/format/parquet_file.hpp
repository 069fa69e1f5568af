// SPDX-License-Identifier: Apache-2.0
//
// What lives here: record batches written as one Parquet file into a durable_file: Arrow's writer sees an output stream
// of ours and never opens a file itself, so that tests can stand at the file door.
// What does not: rows (parquet_columns.hpp), when files become visible (io/output_folder.hpp).
#pragma once

#include <arrow/io/interfaces.h>
#include <arrow/table.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

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

namespace detail {

/// Arrow's output stream onto a durable file, in pieces of a megabyte. The first failure is kept: Arrow gets a Status,
/// and the caller gets the error itself from `rethrow`.
class durable_output_stream final : public arrow::io::OutputStream {
 public:
  explicit durable_output_stream(io::durable_file& file) : file_(file) {}

  arrow::Status Write(void const* data, std::int64_t size) override;
  using arrow::io::OutputStream::Write;

  arrow::Status Flush() override;

  arrow::Status Close() override {
    closed_ = true;
    return Flush();
  }
  bool closed() const override { return closed_; }
  arrow::Result<std::int64_t> Tell() const override { return position_; }

  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  static constexpr std::size_t piece_bytes = 1 << 20;
  arrow::Status state() const {
    return failure_ ? arrow::Status::IOError("the file door reports an error")
                    : arrow::Status::OK();
  }

  io::durable_file& file_;
  std::vector<std::byte> buffer_;
  std::int64_t position_ = 0;
  std::exception_ptr failure_;
  bool closed_ = false;
};

arrow::Compression::type arrow_codec(parquet_compression compression);

arrow::Status write_table(arrow::RecordBatchVector batches,
                          std::shared_ptr<arrow::Schema> const& schema,
                          parquet_compression compression,
                          std::shared_ptr<arrow::io::OutputStream> const& stream);

}  // namespace detail

/// Writes the batches as one Parquet file, statistics included. The same rows give the same bytes.
/// **Errors** those of the door; sink_failed with Arrow's words.
void write_parquet(arrow::RecordBatchVector batches, std::shared_ptr<arrow::Schema> const& schema,
                   parquet_compression compression, io::durable_file& file);

}  // namespace millstream::connector

#ifndef MILLSTREAM_COMPILED
#include <millstream/connector/format/parquet_file.ipp>
#endif
