// SPDX-License-Identifier: Apache-2.0
//
// The Yahoo streaming benchmark's events as files of JSON lines: 7 fields, about 240 bytes a line, ids
// as UUIDs. Written once into a folder, the same bytes each time.
#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <millstream/connector/format/json.hpp>
#include <millstream/connector/transport/noop.hpp>
#include <millstream/millstream.hpp>

#include "../runner/parallel.hpp"
#include "ysb_memory_data.hpp"

namespace ysb {

struct json_event {
  std::string user_id, page_id, ad_id, ad_type, event_type;
  ms::timestamp event_time;
  std::string ip_address;
};
struct json_ad {
  std::string ad_id, campaign_id;
};

inline std::string uuid_of(std::uint64_t kind, std::uint64_t n) {
  auto const a = scattered((kind << 40) + n), b = scattered(a);
  char text[37];
  std::snprintf(text, sizeof text, "%08x-%04x-4%03x-a%03x-%012llx", static_cast<unsigned>(a >> 32),
                static_cast<unsigned>(a >> 16 & 0xffff), static_cast<unsigned>(a & 0xfff),
                static_cast<unsigned>(b >> 52),
                static_cast<unsigned long long>(b & 0xffffffffffff));
  return text;
}

struct json_workload {
  std::filesystem::path folder;
  std::vector<std::filesystem::path> files;
  std::vector<json_ad> ads;
  std::uint64_t rows = 0;
};

namespace detail {

inline void write_events(std::filesystem::path const& path, std::vector<json_ad> const& ads,
                         std::uint64_t first, std::uint64_t end, std::uint64_t all) {
  static char const* const kinds[] = {"banner", "modal", "sponsored-search", "mail", "mobile"};
  static char const* const types[] = {"click", "view", "purchase"};
  std::string text;
  for (auto i = first; i < end; ++i) {
    auto const random = scattered(i), other = scattered(random);
    auto const at =
        static_cast<std::int64_t>(i * static_cast<std::uint64_t>(span_microseconds) / all);
    auto const time =
        std::max<std::int64_t>(at - static_cast<std::int64_t>((random >> 8) % 50'000), 0);
    text += R"({"user_id":")" + uuid_of(3, other % 100'000) + R"(","page_id":")" +
            uuid_of(4, other % 1'000) + R"(","ad_id":")" + ads[(random >> 24) % ads.size()].ad_id +
            R"(","ad_type":")" + kinds[other % 5] + R"(","event_type":")" + types[random % 3] +
            R"(","event_time":)" + std::to_string((first_microsecond + time) / 1000) +
            R"(,"ip_address":")" + std::to_string(other >> 56) + "." +
            std::to_string(other >> 48 & 255) + "." + std::to_string(other >> 40 & 255) + ".7\"}\n";
  }
  auto const unfinished = path.string() + ".tmp";
  std::ofstream(unfinished, std::ios::binary)
      .write(text.data(), static_cast<std::streamsize>(text.size()));
  std::filesystem::rename(unfinished, path);
}

}  // namespace detail

/// Finds or writes `files` files of `rows` events in all, 100 campaigns x 10 ads.
inline json_workload json_files(std::filesystem::path const& data, std::uint64_t rows,
                                std::uint64_t files) {
  json_workload out;
  out.rows = rows;
  for (std::uint64_t i = 0; i < 1000; ++i)
    out.ads.push_back({uuid_of(1, i), uuid_of(2, i / 10)});
  out.folder = data / ("ysb_json_" + std::to_string(rows) + "_" + std::to_string(files));
  std::filesystem::create_directories(out.folder);
  for (std::uint64_t f = 0; f < files; ++f) {
    char name[32];
    std::snprintf(name, sizeof name, "events-%04u.json", static_cast<unsigned>(f));
    out.files.push_back(out.folder / name);
  }
  bench::on_threads(2, [&](unsigned t) {
    for (std::uint64_t f = t; f < files; f += 2)
      if (!std::filesystem::exists(out.files[f]))
        detail::write_events(out.files[f], out.ads, rows * f / files, rows * (f + 1) / files, rows);
  });
  return out;
}

/// Of one group, the same for all competitors.
inline std::uint64_t json_checksum(std::int64_t window, std::string_view campaign,
                                   std::int64_t views) {
  using millstream::connector::detail::fold_value;
  return fold_value(fold_value(fold_value(0, window), campaign), views);
}

}  // namespace ysb

BOOST_HANA_ADAPT_STRUCT(ysb::json_event, user_id, page_id, ad_id, ad_type, event_type, event_time,
                        ip_address);
BOOST_HANA_ADAPT_STRUCT(ysb::json_ad, ad_id, campaign_id);
