// SPDX-License-Identifier: Apache-2.0
//
// What of parquet_file.hpp can be compiled once.
#pragma once

#include <arrow/io/interfaces.h>
#include <arrow/table.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

#include <millstream/connector/format/parquet_arrow.hpp>
#include <millstream/connector/format/parquet_file.hpp>

namespace millstream::connector::detail {

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

MILLSTREAM_CORE arrow::Status durable_output_stream::Write(void const* data, std::int64_t size) {
  auto const* from = static_cast<std::byte const*>(data);
  buffer_.insert(buffer_.end(), from, from + size);
  position_ += size;
  return buffer_.size() >= piece_bytes ? Flush() : state();
}

MILLSTREAM_CORE arrow::Status durable_output_stream::Flush() {
  if (failure_) return state();
  try {
    if (!buffer_.empty()) file_.append(buffer_);
  } catch (...) {
    failure_ = std::current_exception();
  }
  buffer_.clear();
  return state();
}

MILLSTREAM_CORE arrow::Compression::type arrow_codec(parquet_compression compression) {
  switch (compression) {
    case parquet_compression::none:
      return arrow::Compression::UNCOMPRESSED;
    case parquet_compression::snappy:
      return arrow::Compression::SNAPPY;
    case parquet_compression::zstd:
      break;
  }
  return arrow::Compression::ZSTD;
}

MILLSTREAM_CORE arrow::Status write_table(arrow::RecordBatchVector batches,
                                          std::shared_ptr<arrow::Schema> const& schema,
                                          parquet_compression compression,
                                          std::shared_ptr<arrow::io::OutputStream> const& stream) {
  constexpr std::int64_t rows_a_group = 1'000'000;
  auto const properties = ::parquet::WriterProperties::Builder()
                              .compression(arrow_codec(compression))
                              ->created_by("millstream")
                              ->build();
  ARROW_ASSIGN_OR_RAISE(auto table, arrow::Table::FromRecordBatches(schema, std::move(batches)));
  ARROW_ASSIGN_OR_RAISE(
      auto writer, ::parquet::arrow::FileWriter::Open(*schema, arrow::default_memory_pool(), stream,
                                                      properties));
  ARROW_RETURN_NOT_OK(writer->WriteTable(*table, rows_a_group));
  ARROW_RETURN_NOT_OK(writer->Close());
  return stream->Close();
}

}  // namespace millstream::connector::detail

namespace millstream::connector {

MILLSTREAM_CORE void write_parquet(std::span<growing_columns* const> parts, data_type const& rows,
                                   parquet_compression compression, io::durable_file& file) {
  auto const schema = arrow_schema(rows);
  arrow::RecordBatchVector batches;
  for (auto* part : parts)
    batches.push_back(take_batch(*part, schema));
  auto const stream = std::make_shared<detail::durable_output_stream>(file);
  auto const status = detail::write_table(std::move(batches), schema, compression, stream);
  stream->rethrow();
  check_arrow(status);
}

}  // namespace millstream::connector
