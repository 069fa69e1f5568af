// SPDX-License-Identifier: Apache-2.0
//
// What lives here: what a query wants of a source of Parquet files: its columns as values, and what happens to bad rows.
// What does not: the files (parquet_source.hpp).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <millstream/io/source.hpp>

namespace millstream::connector::detail {

/// A column that the user declared.
struct parquet_column {
  std::string name;
  data_type type;
  bool checked = false;            ///< its type and nulls are checked
  std::size_t needed = no_column;  ///< its place in the blocks
};

/// What a query wants of a source of Parquet files, worked out once.
struct parquet_plan {
  io::malformed_policy policy = io::malformed_policy::fail;
  std::vector<parquet_column> columns = {};
  std::size_t needed = 0;           ///< columns of a block
  std::filesystem::path root = {};  ///< folders below it may be columns
  std::uint64_t lane_bytes = 0;
};

}  // namespace millstream::connector::detail
