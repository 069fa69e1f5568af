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

  arrow::Result<std::int64_t> ReadAt(std::int64_t position, std::int64_t count,
                                     void* out) override {
    auto const size = static_cast<std::int64_t>(slice_.size);
    if (position < 0 || count < 0) return arrow::Status::Invalid("a negative place in the file");
    count = position >= size ? 0 : std::min(count, size - position);
    try {
      auto const got = file_.read_at(static_cast<char*>(out), static_cast<std::size_t>(count),
                                     static_cast<std::uint64_t>(position), slice_.path);
      if (got < static_cast<std::size_t>(count))
        throw error(errc::source_changed, "the file was cut off while it was read",
                    {.file = slice_.path, .byte_offset = std::uint64_t(position) + got},
                    "put the file back as it was (size " + std::to_string(slice_.size) +
                        "), or start with a new checkpoint");
    } catch (...) {
      failure_ = std::current_exception();
      return arrow::Status::IOError("the file cannot be read");
    }
    return count;
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(std::int64_t position,
                                                       std::int64_t count) override {
    // A damaged file may ask for more than there is.
    auto const left = static_cast<std::int64_t>(slice_.size) - position;
    ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(std::max<std::int64_t>(
                                           0, std::min<std::int64_t>(count, left))));
    ARROW_ASSIGN_OR_RAISE(auto const got, ReadAt(position, buffer->size(), buffer->mutable_data()));
    ARROW_RETURN_NOT_OK(buffer->Resize(got, false));
    return std::shared_ptr<arrow::Buffer>(std::move(buffer));
  }
  using arrow::io::RandomAccessFile::ReadAt;

  arrow::Result<std::int64_t> Read(std::int64_t count, void* out) override {
    ARROW_ASSIGN_OR_RAISE(auto const got, ReadAt(position_, count, out));
    position_ += got;
    return got;
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(std::int64_t count) override {
    ARROW_ASSIGN_OR_RAISE(auto buffer, ReadAt(position_, count));
    position_ += buffer->size();
    return buffer;
  }
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
                         std::shared_ptr<::parquet::FileMetaData> metadata = nullptr)
      : bytes_(std::make_shared<detail::planned_bytes>(slice)) {
    guarded([&] {
      ::parquet::ReaderProperties properties;
      properties.set_page_checksum_verification(true);
      ::parquet::ArrowReaderProperties arrow_properties(/*use_threads=*/false);
      arrow_properties.set_pre_buffer(false);
      arrow_properties.set_batch_size(rows_a_batch);
      arrow_properties.set_coerce_int96_timestamp_unit(arrow::TimeUnit::MICRO);
      ::parquet::arrow::FileReaderBuilder builder;
      check(builder.Open(bytes_, properties, std::move(metadata)));
      check(builder.properties(arrow_properties)->Build(&reader_));
    });
  }

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
  std::shared_ptr<arrow::RecordBatch> next() {
    std::shared_ptr<arrow::RecordBatch> out;
    guarded([&] {
      check(batches_->ReadNext(&out));
      if (out) check(out->Validate());
    });
    return out;
  }

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
