// SPDX-License-Identifier: Apache-2.0
//
// What of parquet_input.hpp can be compiled once.
#pragma once

#include <millstream/connector/format/parquet_input.hpp>

namespace millstream::connector::detail {

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

MILLSTREAM_CORE parquet_input::parquet_input(file_slice const& slice, std::int64_t rows_a_batch,
                                             std::shared_ptr<::parquet::FileMetaData> metadata)
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

MILLSTREAM_CORE std::shared_ptr<arrow::RecordBatch> parquet_input::next() {
  std::shared_ptr<arrow::RecordBatch> out;
  guarded([&] {
    check(batches_->ReadNext(&out));
    if (out) check(out->Validate());
  });
  return out;
}

}  // namespace millstream::connector
