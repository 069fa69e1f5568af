// SPDX-License-Identifier: Apache-2.0
//
// What lives here: a Parquet file opened for reading. Arrow reads through a stream of ours that shows exactly the bytes
// that were planned, so that a file that is cut off or grows meanwhile is an error and not a crash. Bytes that are no
// Parquet become `parquet_damage`, whatever Arrow throws or returns; what the disk says stays the error it is. No query
// includes this where the core is compiled.
// What does not: which columns (parquet_schema.hpp), their values (parquet_reading.hpp).
#pragma once

#include <arrow/record_batch.h>
#include <parquet/arrow/schema.h>
#include <parquet/metadata.h>

#include <memory>
#include <span>

#include <millstream/base/inline.hpp>
#include <millstream/connector/transport/files.hpp>

namespace millstream::connector {

/// The bytes of a file are not what the Parquet format says.
struct parquet_damage {
  std::string what;
};

/// One Parquet file of a batch. One thread at a time.
/// **Errors** parquet_damage; source_unreadable and source_changed of the file itself.
class parquet_input {
 public:
  /// Looks at the footer.
  explicit parquet_input(file_slice const& slice);
  /// Reads; with `metadata` of an earlier opening the footer is not read again. Of the columns in `text` those that are
  /// words of a dictionary come as such: no word is copied for each row that has it.
  parquet_input(file_slice const& slice, std::int64_t rows_a_batch,
                std::shared_ptr<::parquet::FileMetaData> metadata,
                std::span<std::string_view const> text);
  ~parquet_input();

  std::shared_ptr<::parquet::FileMetaData> metadata() const;
  /// The file's columns as a tree, with the places of its leaves.
  std::vector<::parquet::arrow::SchemaField> const& fields() const;

  /// Begins to read the leaves of a row group.
  void start(int row_group, std::vector<int> const& leaves);
  /// The next rows of the row group, nothing behind the last.
  std::shared_ptr<arrow::RecordBatch> next();

 private:
  struct open_file;
  std::unique_ptr<open_file> file_;
};

}  // namespace millstream::connector

#ifndef MILLSTREAM_COMPILED
#include <millstream/connector/format/parquet_input.ipp>
#endif
