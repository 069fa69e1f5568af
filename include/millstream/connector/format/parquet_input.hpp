// SPDX-License-Identifier: Apache-2.0
//
// What lives here: a Parquet file opened for reading. Arrow reads through a stream of ours that shows exactly the bytes
// that were planned, so that a file that is cut off or grows meanwhile is an error and not a crash. Bytes that are no
// Parquet become `parquet_damage`, whatever Arrow throws or returns; what the disk says stays the error it is.
// What does not: which columns (parquet_schema.hpp), their values (parquet_reading.hpp).
#pragma once

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <arrow/record_batch.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>

#include <memory>

#include <millstream/base/inline.hpp>
#include <millstream/connector/transport/files.hpp>

namespace millstream::connector {

/// The bytes of a file are not what the Parquet format says.
struct parquet_damage {
  std::string what;
};

namespace detail {

/// Arrow's view of the planned bytes of a file. The first failure is kept for `rethrow`.
class planned_bytes final : public arrow::io::RandomAccessFile {
 public:
  explicit planned_bytes(file_slice slice) : slice_(std::move(slice)), file_(slice_.path) {}

  arrow::Result<std::int64_t> ReadAt(std::int64_t position, std::int64_t count, void* out) override;
  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(std::int64_t position,
                                                       std::int64_t count) override;
  using arrow::io::RandomAccessFile::ReadAt;

  arrow::Result<std::int64_t> Read(std::int64_t count, void* out) override;
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(std::int64_t count) override;
  arrow::Status Seek(std::int64_t position) override {
    position_ = position;
    return arrow::Status::OK();
  }
  arrow::Result<std::int64_t> Tell() const override { return position_; }
  arrow::Result<std::int64_t> GetSize() override { return static_cast<std::int64_t>(slice_.size); }
  arrow::Status Close() override {
    closed_ = true;
    return arrow::Status::OK();
  }
  bool closed() const override { return closed_; }

  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  file_slice slice_;
  read_only_file file_;
  std::int64_t position_ = 0;
  std::exception_ptr failure_;
  bool closed_ = false;
};

}  // namespace detail

/// One Parquet file of a batch. One thread at a time.
/// **Errors** parquet_damage; source_unreadable and source_changed of the file itself.
class parquet_input {
 public:
  /// With `metadata` of an earlier opening the footer is not read again.
  explicit parquet_input(file_slice const& slice, std::int64_t rows_a_batch,
                         std::shared_ptr<::parquet::FileMetaData> metadata = nullptr);

  std::shared_ptr<::parquet::FileMetaData> metadata() const {
    return reader_->parquet_reader()->metadata();
  }
  /// The file's columns as a tree, with the places of its leaves.
  std::vector<::parquet::arrow::SchemaField> const& fields() const {
    return reader_->manifest().schema_fields;
  }

  /// Begins to read the leaves of a row group.
  void start(int row_group, std::vector<int> const& leaves) {
    guarded([&] { start_batches(*reader_, row_group, leaves); });
  }
  /// The next rows of the row group, nothing behind the last.
  std::shared_ptr<arrow::RecordBatch> next();

 private:
  static void check(arrow::Status const& status) {
    if (!status.ok()) throw parquet_damage{status.message()};
  }
  /// How the reader comes back differs from version to version of Arrow.
  template <class Reader>
  void start_batches(Reader& reader, int row_group, std::vector<int> const& leaves) {
    if constexpr (requires { reader.GetRecordBatchReader({row_group}, leaves).status(); }) {
      auto batches = reader.GetRecordBatchReader({row_group}, leaves);
      check(batches.status());
      batches_ = std::move(batches).ValueUnsafe();
    } else {
      check(reader.GetRecordBatchReader({row_group}, leaves, &batches_));
    }
  }
  template <class F>
  void guarded(F&& f) const {
    try {
      f();
    } catch (parquet_damage const&) {
      bytes_->rethrow();
      throw;
    } catch (std::exception const& e) {
      bytes_->rethrow();
      throw parquet_damage{e.what()};
    }
  }

  std::shared_ptr<detail::planned_bytes> bytes_;
  std::unique_ptr<::parquet::arrow::FileReader> reader_;
  std::unique_ptr<arrow::RecordBatchReader> batches_;
};

}  // namespace millstream::connector

#ifndef MILLSTREAM_COMPILED
#include <millstream/connector/format/parquet_input.ipp>
#endif
