// SPDX-License-Identifier: Apache-2.0
//
// What lives here: row groups of Parquet files to rows of blocks: which columns are read, checked or taken from the names
// of folders, what is malformed, and rows handed on. No query includes this where the core is compiled.
// What does not: which files and row groups make a batch and a lane (parquet_source.hpp).
#pragma once

#include <millstream/connector/format/parquet_input.hpp>
#include <millstream/connector/format/parquet_plan.hpp>
#include <millstream/connector/format/parquet_reading.hpp>
#include <millstream/connector/format/parquet_schema.hpp>
#include <millstream/io/partition_values.hpp>

namespace millstream::connector::detail {

/// Rows that Arrow decodes at a time: enough to make its fixed cost small, few enough for the caches.
inline constexpr std::int64_t rows_a_batch = 16 * static_cast<std::int64_t>(block_rows);

/// A file of a batch: what its footer says, or why it has none that can be read.
struct parquet_batch_file {
  file_slice slice;
  std::shared_ptr<::parquet::FileMetaData> metadata = {};
  std::string damage = {};
  std::vector<io::partition_value> folders = {};

  io::partition_value const* folder(std::string_view column) const {
    for (auto at = folders.rbegin(); at != folders.rend(); ++at)
      if (at->name == column) return &*at;
    return nullptr;
  }
};

/// The unit of work: one row group; of a damaged file the whole.
struct parquet_unit {
  std::size_t file = 0;
  int row_group = -1;
  std::int64_t first_row = 0;
  std::int64_t rows = 0;
  std::uint64_t bytes = 0;
  std::uint64_t begins = 0;  ///< bytes of the batch before it
};

[[noreturn]] void throw_damage(std::string const& what, std::string const& file);

/// Does `read`; what it found to be no Parquet comes back as text. Arrow throws from what only looks at a footer, too.
template <class Read>
std::optional<std::string> find_damage(Read&& read) {
  try {
    read();
    return std::nullopt;
  } catch (error const&) {
    throw;
  } catch (parquet_damage const& damage) {
    return damage.what;
  } catch (std::exception const& e) {
    return e.what();
  }
}

/// Decodes the row groups of one lane.
///
/// A row is malformed if a *checked* column has a null where its type allows none; a row group (or a
/// file whose footer is damaged) that Arrow cannot decode is one malformed record as far as its rows
/// were not handed on before. Bytes of columns that are not read are not looked at.
class parquet_rows {
 public:
  parquet_rows(parquet_plan const& plan, block_receiver& to);

  io::lane_counts const& counts() const { return counts_; }

  void read(parquet_unit const& unit, parquet_batch_file const& file);

 private:
  /// Where a column comes from: not from this file, from the name of a folder, or read.
  enum class origin : std::uint8_t { nowhere, folder, file };
  struct column {
    origin from = origin::nowhere;
    array_view view = {};
    std::shared_ptr<arrow::Array> array = {};
  };

  void open();
  void enter_file();

  /// The leaves of the columns that the query needs, and of those that it checks where the footer
  /// does not rule out a null; any one where that is none, because it shows whether the rows are there.
  std::vector<int> leaves();

  void look_at(arrow::RecordBatch const& rows);
  void hand_on(std::int64_t before, std::size_t count);
  std::string column_without_value(std::int64_t row) const;
  void blocks(std::size_t begin, std::size_t end);
  void malformed(std::string const& reason, std::string const& place);
  void damaged(std::string const& what, std::int64_t done);

  parquet_plan const& plan_;
  block_receiver& to_;
  io::lane_counts counts_;
  parquet_unit const* unit_ = nullptr;
  parquet_batch_file const* file_ = nullptr;

  std::optional<parquet_input> input_;
  parquet_batch_file const* opened_ = nullptr;  // what `input_` reads
  array_memory converted_;                      // of the record batch
  array_memory repeated_;                       // of the file: what its folders say
  std::vector<column> columns_;                 // as in the plan
  std::vector<column_place> places_;            // of a block
  std::vector<std::string_view> text_;          // needed columns of text and binary
};

}  // namespace millstream::connector::detail

#ifndef MILLSTREAM_COMPILED
#include <millstream/connector/format/parquet_rows.ipp>
#endif
