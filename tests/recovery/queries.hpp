// SPDX-License-Identifier: Apache-2.0
//
// The queries that the recovery tests kill, real sources and sinks, and everything that they leave behind as
// comparable text. How a child process dies is child_process.hpp's business.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include <millstream/io/fault_hook.hpp>

namespace recovery {

namespace fs = std::filesystem;

enum class kind {
  partitioned_parquet,  ///< JSON lines -> filter, computed column -> Parquet by key, broken lines to a dead letter
  lmdb_update,  ///< JSON lines -> watermark -> window aggregation -> LMDB, update mode
  json_append,  ///< the same in append mode -> JSON lines
  parquet_append,  ///< Parquet files, nulls and damage among them -> the same in append mode -> JSON lines
  json_deduplicated,  ///< JSON lines -> watermark -> first rows by time and by key -> windows of windows -> JSON lines
  json_joined,  ///< JSON lines, twice -> watermarks -> full outer join within a span of time -> JSON lines
  json_sessions,  ///< JSON lines -> watermark -> sessions of gaps of their own -> JSON lines
  json_processed,  ///< JSON lines -> watermark -> a processor with values, lists, maps and timers -> JSON lines
  json_late,      ///< as json_append, its late rows, whole, to JSON lines of their own
  three_outputs,  ///< the first three at once, over one reading of the source
  careless_rows,  ///< JSON lines -> a sink that has no fence: here the comparison must fail
};
std::string name_of(kind k);

struct settings {
  kind query;
  fs::path input;  ///< shared by the runs that are compared: dead letters name its files
  fs::path root;   ///< checkpoint and output go below it
  std::shared_ptr<millstream::io::fault_hook> hook = nullptr;
  unsigned threads = 1;
  bool rules_off = false;
  std::size_t files_a_batch = 1;
};

/// Writes the input: `files` files of JSON lines, one a batch, among them broken and late rows, and the same as Parquet
/// in a folder of their own.
void write_input(fs::path const& folder, int files);

/// Opens the query and runs it until nothing is left to do.
void run(settings const& with);

/// What a query left behind: path or name -> content.
using remains = std::map<std::string, std::string>;

/// The visible files of a folder of outputs, whole.
remains visible_files(fs::path const& root);
/// Visible files, LMDB rows, manifests, leftovers, and of the checkpoint the last commit and the restored state. Opens
/// the checkpoint as a restart does.
remains everything(settings const& with);
/// The rows that a query of JSON output wrote, sorted, whatever the batches were.
std::string rows_written(fs::path const& root);

}  // namespace recovery
