// SPDX-License-Identifier: Apache-2.0
//
// What lives here: one record of a file sink's manifest, as a value and as JSON text: which query wrote a batch, in
// which run, and the files of the batch: hidden name, final path, rows, bytes. Paths are relative to the output folder.
// What does not: the log that holds the records (record_log.hpp), the protocol around it (output_folder.hpp).
#pragma once

#include <span>

#include <millstream/base/error.hpp>
#include <millstream/io/json_value.hpp>
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

inline void append_member(std::string& out, std::string_view name, std::string_view text) {
  append_json_string(out, name);
  out += ':';
  append_json_string(out, text);
}
inline void append_member(std::string& out, std::string_view name, std::int64_t number) {
  append_json_string(out, name);
  out += ':';
  append_plain_text(out, number);
}

}  // namespace detail

/// Returns the JSON text of an entry.
inline std::string manifest_text(manifest_entry const& entry) {
  std::string out = "{";
  detail::append_member(out, "query_id", entry.query_id);
  detail::append_member(out += ',', "sink", entry.sink_name);
  detail::append_member(out += ',', "run_epoch", entry.run_epoch);
  detail::append_member(out += ',', "batch", entry.batch);
  out += ",\"files\":[";
  for (auto const& file : entry.files) {
    if (out.back() != '[') out += ',';
    detail::append_member(out += '{', "hidden", file.hidden);
    detail::append_member(out += ',', "path", file.path);
    detail::append_member(out += ',', "rows", file.rows);
    detail::append_member(out += ',', "bytes", file.bytes);
    out += '}';
  }
  return out += "]}";
}

/// Reads an entry back; empty if the text is not one.
inline std::optional<manifest_entry> parse_manifest(std::string_view text) {
  auto const value = parse_json(text);
  if (!value) return std::nullopt;
  auto const query = (*value)["query_id"].text(), sink = (*value)["sink"].text();
  auto const epoch = (*value)["run_epoch"].integer(), batch = (*value)["batch"].integer();
  if (!query || !sink || !epoch || !batch) return std::nullopt;
  manifest_entry out{*query, *sink, *epoch, *batch, {}};
  for (auto const& file : (*value)["files"].elements()) {
    auto const hidden = file["hidden"].text(), path = file["path"].text();
    auto const rows = file["rows"].integer(), bytes = file["bytes"].integer();
    if (!hidden || !path || !rows || !bytes) return std::nullopt;
    out.files.push_back({*hidden, *path, *rows, *bytes});
  }
  return out;
}

}  // namespace millstream::io
