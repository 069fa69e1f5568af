// SPDX-License-Identifier: Apache-2.0
//
// The Yahoo streaming benchmark's events with ids as UUIDs, as its files have them: the n-th event of a
// population is always the same. How they are written: ysb_json_data.hpp, ysb_parquet_data.hpp.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

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

/// How many different things there are, and whether some of them are met far more often.
struct population {
  std::string_view name;
  std::uint64_t users, pages, ads, ads_a_campaign;
  bool skewed;
};
inline constexpr population canonical = {"canonical", 100'000, 1'000, 1'000, 10, false};
inline constexpr population wide = {"wide", 1'000'000, 1'000'000, 100'000, 10, true};

inline std::vector<json_ad> ads_of(population const& p) {
  std::vector<json_ad> out;
  for (std::uint64_t i = 0; i < p.ads; ++i)
    out.push_back({uuid_of(1, i), uuid_of(2, i / p.ads_a_campaign)});
  return out;
}

/// Makes events of one population one after the other; text lives until the next one.
class event_maker {
 public:
  struct event {
    std::string_view user_id, page_id, ad_id, ad_type, event_type;
    std::int64_t microseconds;  ///< whole milliseconds
    std::string_view ip_address;
  };

  explicit event_maker(population const& p) : p_(p), ads_(ads_of(p)) {
    for (std::uint64_t i = 0; i < p.users; ++i)
      users_.push_back(uuid_of(3, i));
    for (std::uint64_t i = 0; i < p.pages; ++i)
      pages_.push_back(uuid_of(4, i));
  }

  /// Event `i` of `all`, which are spread over 100 seconds, in order up to 50 ms.
  event operator()(std::uint64_t i, std::uint64_t all) {
    static constexpr std::string_view kinds[] = {"banner", "modal", "sponsored-search", "mail",
                                                 "mobile"};
    static constexpr std::string_view types[] = {"click", "view", "purchase"};
    auto const random = scattered(i), other = scattered(random);
    auto const at =
        static_cast<std::int64_t>(i * static_cast<std::uint64_t>(span_microseconds) / all);
    auto const time =
        std::max<std::int64_t>(at - static_cast<std::int64_t>((random >> 8) % 50'000), 0);
    ip_ = std::to_string(other >> 56) + "." + std::to_string(other >> 48 & 255) + "." +
          std::to_string(other >> 40 & 255) + ".7";
    event out{};
    out.ad_type = kinds[other % 5];
    out.event_type = types[random % 3];
    out.microseconds = (first_microsecond + time) / 1000 * 1000;
    out.ip_address = ip_;
    if (p_.skewed) {
      auto const third = scattered(other), fourth = scattered(third), fifth = scattered(fourth);
      out.user_id = users_[often_low(third, p_.users)];
      out.page_id = pages_[often_low(fourth, p_.pages)];
      out.ad_id = ads_[often_low(fifth, p_.ads)].ad_id;
    } else {
      out.user_id = users_[other % p_.users];
      out.page_id = pages_[other % p_.pages];
      out.ad_id = ads_[(random >> 24) % p_.ads].ad_id;
    }
    return out;
  }

 private:
  /// A number below `n` that is below n / 10 in 46 of 100 cases.
  static std::uint64_t often_low(std::uint64_t random, std::uint64_t n) {
    auto const part = static_cast<double>(random >> 11) * 0x1p-53;
    return static_cast<std::uint64_t>(static_cast<double>(n) * part * part * part);
  }

  population p_;
  std::vector<json_ad> ads_;
  std::vector<std::string> users_, pages_;
  std::string ip_;
};

/// Files of events in a folder, and the table of ads.
struct file_workload {
  std::filesystem::path folder;
  std::vector<std::filesystem::path> files;
  std::vector<json_ad> ads;
  std::uint64_t rows = 0;
};

/// Finds or writes `files` files of `rows` events in all: `write(path, maker, first, end)` writes one.
template <class Write>
file_workload files_of_events(std::filesystem::path const& folder, std::string const& extension,
                              population const& p, std::uint64_t rows, std::uint64_t files,
                              Write const& write) {
  file_workload out{folder, {}, ads_of(p), rows};
  std::filesystem::create_directories(folder);
  for (std::uint64_t f = 0; f < files; ++f) {
    char name[32];
    std::snprintf(name, sizeof name, "events-%04u.", static_cast<unsigned>(f));
    out.files.push_back(folder / (name + extension));
  }
  auto const there = [](auto const& path) { return std::filesystem::exists(path); };
  if (std::all_of(out.files.begin(), out.files.end(), there)) return out;
  bench::on_threads(2, [&](unsigned t) {
    event_maker maker(p);
    for (std::uint64_t f = t; f < files; f += 2) {
      if (there(out.files[f])) continue;
      auto const unfinished = out.files[f].string() + ".tmp";
      write(unfinished, maker, rows * f / files, rows * (f + 1) / files);
      std::filesystem::rename(unfinished, out.files[f]);
    }
  });
  return out;
}

/// Of one group, the same for all competitors.
inline std::uint64_t group_checksum(std::int64_t window, std::string_view campaign,
                                    std::int64_t views) {
  using millstream::connector::detail::fold_value;
  return fold_value(fold_value(fold_value(0, window), campaign), views);
}

}  // namespace ysb

BOOST_HANA_ADAPT_STRUCT(ysb::json_event, user_id, page_id, ad_id, ad_type, event_type, event_time,
                        ip_address);
BOOST_HANA_ADAPT_STRUCT(ysb::json_ad, ad_id, campaign_id);
