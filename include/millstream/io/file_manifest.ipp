// SPDX-License-Identifier: Apache-2.0
//
// What of file_manifest.hpp can be compiled once.
#pragma once

#include <millstream/io/file_manifest.hpp>
#include <millstream/io/json_value.hpp>

namespace millstream::io::detail {

MILLSTREAM_CORE void append_member(std::string& out, std::string_view name, std::string_view text) {
  append_json_string(out, name);
  out += ':';
  append_json_string(out, text);
}

MILLSTREAM_CORE void append_member(std::string& out, std::string_view name, std::int64_t number) {
  append_json_string(out, name);
  out += ':';
  append_plain_text(out, number);
}

}  // namespace millstream::io::detail

namespace millstream::io {

MILLSTREAM_CORE std::string manifest_text(manifest_entry const& entry) {
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

MILLSTREAM_CORE std::optional<manifest_entry> parse_manifest(std::string_view text) {
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
