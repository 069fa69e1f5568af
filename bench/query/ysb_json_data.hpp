// SPDX-License-Identifier: Apache-2.0
//
// The Yahoo streaming benchmark's events as files of JSON lines: 7 fields, about 240 bytes a line.
// Written once into a folder, the same bytes each time.
#pragma once

#include <fstream>
#include <stdexcept>

#include "ysb_uuid_events.hpp"

namespace ysb {

inline void write_json_lines(std::filesystem::path const& path, event_maker& maker,
                             std::uint64_t first, std::uint64_t end, std::uint64_t all) {
  std::string text;
  auto const field = [&](char const* before, std::string_view value) {
    text.append(before).append(value);
  };
  for (auto i = first; i < end; ++i) {
    auto const e = maker(i, all);
    field(R"({"user_id":")", e.user_id);
    field(R"(","page_id":")", e.page_id);
    field(R"(","ad_id":")", e.ad_id);
    field(R"(","ad_type":")", e.ad_type);
    field(R"(","event_type":")", e.event_type);
    field(R"(","event_time":)", std::to_string(e.microseconds / 1000));
    field(R"(,"ip_address":")", e.ip_address);
    text += "\"}\n";
  }
  std::ofstream file(path, std::ios::binary);
  if (!file.write(text.data(), static_cast<std::streamsize>(text.size())).flush())
    throw std::runtime_error("cannot write " + path.string());
}

/// Finds or writes `files` files of `rows` canonical events in all.
inline file_workload json_files(std::filesystem::path const& data, std::uint64_t rows,
                                std::uint64_t files) {
  return files_of_events(data / ("ysb_json_" + std::to_string(rows) + "_" + std::to_string(files)),
                         "json", canonical, rows, files,
                         [rows](auto const& path, event_maker& maker, auto first, auto end) {
                           write_json_lines(path, maker, first, end, rows);
                         });
}

}  // namespace ysb
