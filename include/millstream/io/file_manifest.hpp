// SPDX-License-Identifier: Apache-2.0
//
// What lives here: one record of a file sink's manifest, as a value and as JSON text: which query wrote a batch, in
// which run, and the files of the batch: hidden name, final path, rows, bytes. Paths are relative to the output folder.
// What does not: the log that holds the records (record_log.hpp), the protocol around it (output_folder.hpp).
#pragma once

#include <span>

#include <millstream/base/error.hpp>
#include <millstream/base/inline.hpp>
#include <millstream/io/row_text.hpp>

namespace millstream::io {

/// A file of a batch: written under `hidden`, then renamed to `path`.
struct manifest_file {
  std::string hidden;
  std::string path;
  std::int64_t rows = 0;
  std::int64_t bytes = 0;

  friend bool operator==(manifest_file const&, manifest_file const&) = default;
};

/// What a run says when it takes the folder over (type `opened`), and for each batch (type `committed`).
struct manifest_entry {
  static constexpr std::uint16_t opened = 1;
  static constexpr std::uint16_t committed = 2;

  std::string query_id;
  std::string sink_name;
  std::int64_t run_epoch = 0;
  std::int64_t batch = -1;  ///< the batch; in `opened`, the newest one that is committed
  std::vector<manifest_file> files = {};

  friend bool operator==(manifest_entry const&, manifest_entry const&) = default;
};

namespace detail {

void append_member(std::string& out, std::string_view name, std::string_view text);
void append_member(std::string& out, std::string_view name, std::int64_t number);

}  // namespace detail

/// Returns the JSON text of an entry.
std::string manifest_text(manifest_entry const& entry);

/// Reads an entry back; empty if the text is not one.
std::optional<manifest_entry> parse_manifest(std::string_view text);

}  // namespace millstream::io

#ifndef MILLSTREAM_COMPILED
#include <millstream/io/file_manifest.ipp>
#endif
