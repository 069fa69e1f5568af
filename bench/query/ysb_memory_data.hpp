// SPDX-License-Identifier: Apache-2.0
//
// The Yahoo streaming benchmark's events in memory: 100 s of event time, a third of them views, each
// of an ad that belongs to a campaign. Ids are scattered 64-bit numbers. Deterministic.
#pragma once

#include <cstdint>
#include <vector>

#include <millstream/millstream.hpp>

namespace ysb {

namespace ms = millstream;

inline constexpr std::int32_t view = 1;
inline constexpr std::int64_t first_microsecond = 1'700'000'000'000'000;
inline constexpr std::int64_t span_microseconds = 100'000'000;
inline constexpr std::int64_t window_microseconds = 10'000'000;

struct ad_event {
  std::int64_t user_id, page_id, ad_id;
  ms::timestamp event_time;
  std::int64_t ip_address;
  std::int32_t ad_type, event_type;
};
static_assert(sizeof(ad_event) == 48);

struct ad {
  std::int64_t ad_id, campaign_id;
};

/// Steele, Lea, Flood: Fast splittable pseudorandom number generators (2014).
constexpr std::uint64_t scattered(std::uint64_t n) {
  n += 0x9E3779B97F4A7C15u;
  n = (n ^ (n >> 30)) * 0xBF58476D1CE4E5B9u;
  n = (n ^ (n >> 27)) * 0x94D049BB133111EBu;
  return n ^ (n >> 31);
}

constexpr std::int64_t id_of(std::uint64_t kind, std::uint64_t n) {
  return static_cast<std::int64_t>(scattered((kind << 40) + n) >> 1);
}

struct workload {
  std::vector<ad> ads;
  std::vector<ad_event> events;
};

/// `shuffled`: event times in no order, instead of ascending up to 50 ms.
inline workload make_workload(std::size_t rows, std::size_t campaigns, bool shuffled) {
  constexpr std::size_t ads_per_campaign = 10;
  workload out;
  for (std::size_t i = 0; i < campaigns * ads_per_campaign; ++i)
    out.ads.push_back({id_of(1, i), id_of(2, i / ads_per_campaign)});
  out.events.reserve(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    auto const random = scattered(i);
    auto const other = scattered(random);
    auto at = static_cast<std::int64_t>(shuffled ? other % rows : i) * span_microseconds /
              static_cast<std::int64_t>(rows);
    at = std::max<std::int64_t>(at - static_cast<std::int64_t>((random >> 8) % 50'000), 0);
    out.events.push_back({.user_id = id_of(3, other % 100'000),
                          .page_id = id_of(4, other % 1'000),
                          .ad_id = out.ads[(random >> 24) % out.ads.size()].ad_id,
                          .event_time = ms::timestamp(ms::duration(first_microsecond + at)),
                          .ip_address = static_cast<std::int64_t>(other >> 32),
                          .ad_type = static_cast<std::int32_t>(other % 5),
                          .event_type = static_cast<std::int32_t>(random % 3)});
  }
  return out;
}

/// The same events, a column each.
struct columns {
  std::vector<std::int64_t> user_id, page_id, ad_id;
  std::vector<ms::timestamp> event_time;
  std::vector<std::int64_t> ip_address;
  std::vector<std::int32_t> ad_type, event_type;

  explicit columns(std::vector<ad_event> const& events) {
    for (auto const& e : events) {
      user_id.push_back(e.user_id), page_id.push_back(e.page_id), ad_id.push_back(e.ad_id);
      event_time.push_back(e.event_time), ip_address.push_back(e.ip_address);
      ad_type.push_back(e.ad_type), event_type.push_back(e.event_type);
    }
  }
};

}  // namespace ysb

BOOST_HANA_ADAPT_STRUCT(ysb::ad_event, user_id, page_id, ad_id, event_time, ip_address, ad_type,
                        event_type);
BOOST_HANA_ADAPT_STRUCT(ysb::ad, ad_id, campaign_id);
