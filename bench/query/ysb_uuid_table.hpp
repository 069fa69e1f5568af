// SPDX-License-Identifier: Apache-2.0
//
// The table of ads of the hand-written loops over files, and what a loop found as the runner compares it.
#pragma once

#include <bit>
#include <cstring>
#include <string_view>
#include <unordered_map>

#include "ysb_hand_tables.hpp"
#include "ysb_uuid_events.hpp"

namespace ysb {

/// Ads by their UUID: place by sixteen of its bytes, then compared.
class uuid_table {
 public:
  explicit uuid_table(std::vector<json_ad> const& ads) : slots_(std::bit_ceil(ads.size() * 2)) {
    std::unordered_map<std::string_view, std::int64_t> numbers;
    for (auto const& ad : ads) {
      auto const [known, added] =
          numbers.try_emplace(ad.campaign_id, static_cast<std::int64_t>(campaigns.size()) + 1);
      if (added) campaigns.push_back(ad.campaign_id);
      auto at = place(ad.ad_id.data());
      while (slots_[at].campaign != 0)
        at = (at + 1) & (slots_.size() - 1);
      std::memcpy(slots_[at].ad, ad.ad_id.data(), 36);
      slots_[at].campaign = static_cast<std::int32_t>(known->second);
    }
  }
  /// Number of the ad's campaign, from 1; 0: no such ad.
  std::int64_t campaign_of(std::string_view ad) const {
    if (ad.size() != 36) return 0;
    for (auto at = place(ad.data());; at = (at + 1) & (slots_.size() - 1))
      if (slots_[at].campaign == 0 || std::memcmp(slots_[at].ad, ad.data(), 36) == 0)
        return slots_[at].campaign;
  }
  std::vector<std::string> campaigns;

  /// Asks memory for the ad's place, for tables that are larger than the cache.
  void prefetch(std::string_view ad) const {
    if (ad.size() != 36) return;
    auto const* const there = &slots_[place(ad.data())];
    __builtin_prefetch(there), __builtin_prefetch(&there->campaign);
  }

 private:
  struct slot {
    char ad[36];
    std::int32_t campaign = 0;
  };
  std::size_t place(char const* ad) const {
    std::uint64_t a, b;
    std::memcpy(&a, ad, 8), std::memcpy(&b, ad + 28, 8);
    return hash_two(a, b) >> (64 - std::countr_zero(slots_.size()));
  }
  std::vector<slot> slots_;
};

/// The groups of all tables together, whose campaigns are numbers of `ads`.
inline bench::outcome outcome_of(std::vector<count_table> const& tables, uuid_table const& ads) {
  std::size_t most = 0;
  for (auto const& t : tables)
    most = std::max(most, t.size());
  count_table all(most);
  for (auto const& t : tables)
    t.each(0, 0, [&](count_entry const& e) { add_views(all, e.window, e.campaign_id, e.views); });
  bench::outcome out;
  all.each(0, 0, [&](count_entry const& e) {
    ++out.groups;
    out.checksum += group_checksum(
        e.window, ads.campaigns[static_cast<std::size_t>(e.campaign_id - 1)], e.views);
  });
  return out;
}

}  // namespace ysb
