// SPDX-License-Identifier: Apache-2.0
//
// What of parquet_input.hpp can be compiled once.
#pragma once

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>
#include <parquet/properties.h>

#include <millstream/connector/format/parquet_input.hpp>

namespace millstream::connector::detail {

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

MILLSTREAM_CORE arrow::Result<std::int64_t> planned_bytes::ReadAt(std::int64_t position,
                                                                  std::int64_t count, void* out) {
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

MILLSTREAM_CORE arrow::Result<std::shared_ptr<arrow::Buffer>> planned_bytes::ReadAt(
    std::int64_t position, std::int64_t count) {
  // A damaged file may ask for more than there is.
  auto const left = static_cast<std::int64_t>(slice_.size) - position;
  ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(std::max<std::int64_t>(
                                         0, std::min<std::int64_t>(count, left))));
  ARROW_ASSIGN_OR_RAISE(auto const got, ReadAt(position, buffer->size(), buffer->mutable_data()));
  ARROW_RETURN_NOT_OK(buffer->Resize(got, false));
  return std::shared_ptr<arrow::Buffer>(std::move(buffer));
}

MILLSTREAM_CORE arrow::Result<std::int64_t> planned_bytes::Read(std::int64_t count, void* out) {
  ARROW_ASSIGN_OR_RAISE(auto const got, ReadAt(position_, count, out));
  position_ += got;
  return got;
}

MILLSTREAM_CORE arrow::Result<std::shared_ptr<arrow::Buffer>> planned_bytes::Read(
    std::int64_t count) {
  ARROW_ASSIGN_OR_RAISE(auto buffer, ReadAt(position_, count));
  position_ += buffer->size();
  return buffer;
}

}  // namespace millstream::connector::detail

namespace millstream::connector {

struct parquet_input::open_file {
  explicit open_file(file_slice const& slice)
      : bytes(std::make_shared<detail::planned_bytes>(slice)) {}

  static void check(arrow::Status const& status) {
    if (!status.ok()) throw parquet_damage{status.message()};
  }
  template <class F>
  void guarded(F&& f) const {
    try {
      f();
    } catch (parquet_damage const&) {
      bytes->rethrow();
      throw;
    } catch (std::exception const& e) {
      bytes->rethrow();
      throw parquet_damage{e.what()};
    }
  }
  /// How the reader comes back differs from version to version of Arrow.
  template <class Reader>
  void start_batches(Reader& from, int row_group, std::vector<int> const& leaves) {
    if constexpr (requires { from.GetRecordBatchReader({row_group}, leaves).status(); }) {
      auto begun = from.GetRecordBatchReader({row_group}, leaves);
      check(begun.status());
      batches = std::move(begun).ValueUnsafe();
    } else {
      check(from.GetRecordBatchReader({row_group}, leaves, &batches));
    }
  }

  std::shared_ptr<detail::planned_bytes> bytes;
  std::unique_ptr<::parquet::arrow::FileReader> reader;
  std::unique_ptr<arrow::RecordBatchReader> batches;
};

namespace detail {

/// Are all values of this chunk words of its dictionary?
MILLSTREAM_CORE bool holds_words_only(::parquet::ColumnChunkMetaData const& chunk) {
  bool words = false;
  for (auto const& pages : chunk.encoding_stats()) {
    if (pages.page_type == ::parquet::PageType::DICTIONARY_PAGE) continue;
    if (pages.encoding != ::parquet::Encoding::RLE_DICTIONARY &&
        pages.encoding != ::parquet::Encoding::PLAIN_DICTIONARY)
      return false;
    words = true;
  }
  return words;
}

MILLSTREAM_CORE void read_words(::parquet::FileMetaData const& file,
                                std::span<std::string_view const> text,
                                ::parquet::ArrowReaderProperties& properties) {
  for (auto const name : text) {
    int const leaf = file.schema()->ColumnIndex(std::string(name));
    if (leaf < 0) continue;
    auto const& column = *file.schema()->Column(leaf);
    auto const& logical = column.logical_type();
    bool words = column.physical_type() == ::parquet::Type::BYTE_ARRAY &&
                 (logical->is_string() || logical->is_none());
    for (int group = 0; words && group < file.num_row_groups(); ++group)
      words = holds_words_only(*file.RowGroup(group)->ColumnChunk(leaf));
    properties.set_read_dictionary(leaf, words);
  }
}

}  // namespace detail

MILLSTREAM_CORE parquet_input::parquet_input(file_slice const& slice)
    : parquet_input(slice, 1, nullptr, {}) {}

MILLSTREAM_CORE parquet_input::parquet_input(file_slice const& slice, std::int64_t rows_a_batch,
                                             std::shared_ptr<::parquet::FileMetaData> metadata,
                                             std::span<std::string_view const> text)
    : file_(std::make_unique<open_file>(slice)) {
  file_->guarded([&] {
    ::parquet::ReaderProperties properties;
    properties.set_page_checksum_verification(true);
    ::parquet::ArrowReaderProperties arrow_properties(/*use_threads=*/false);
    arrow_properties.set_pre_buffer(false);
    arrow_properties.set_batch_size(rows_a_batch);
    arrow_properties.set_coerce_int96_timestamp_unit(arrow::TimeUnit::MICRO);
    ::parquet::arrow::FileReaderBuilder builder;
    file_->check(builder.Open(file_->bytes, properties, std::move(metadata)));
    detail::read_words(*builder.raw_reader()->metadata(), text, arrow_properties);
    file_->check(builder.properties(arrow_properties)->Build(&file_->reader));
  });
}

MILLSTREAM_CORE parquet_input::~parquet_input() = default;

MILLSTREAM_CORE std::shared_ptr<::parquet::FileMetaData> parquet_input::metadata() const {
  return file_->reader->parquet_reader()->metadata();
}

MILLSTREAM_CORE std::vector<::parquet::arrow::SchemaField> const& parquet_input::fields() const {
  return file_->reader->manifest().schema_fields;
}

MILLSTREAM_CORE void parquet_input::start(int row_group, std::vector<int> const& leaves) {
  file_->guarded([&] { file_->start_batches(*file_->reader, row_group, leaves); });
}

MILLSTREAM_CORE std::shared_ptr<arrow::RecordBatch> parquet_input::next() {
  std::shared_ptr<arrow::RecordBatch> out;
  file_->guarded([&] {
    file_->check(file_->batches->ReadNext(&out));
    if (out) file_->check(out->Validate());
  });
  return out;
}

}  // namespace millstream::connector
