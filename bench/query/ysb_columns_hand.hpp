// SPDX-License-Identifier: Apache-2.0
//
// The query over columns in memory as a careful hand-written loop.
#pragma once

#include "ysb_memory_hand.hpp"

namespace ysb {

inline bench::outcome columns_by_hand(columns const& c, ad_table const& ads, unsigned threads) {
  return detail::count_by_hand(
      c.event_type.size(), threads,
      [&](count_table& table, window_of window, std::size_t begin, std::size_t end) {
        std::array<std::uint32_t, detail::block_rows> views;
        for (auto first = begin; first < end; first += detail::block_rows) {
          auto const* const types = c.event_type.data() + first;
          auto const size = std::min(detail::block_rows, end - first);
          std::size_t found = 0;
          for (std::size_t i = 0; i < size; ++i) {
            views[found] = static_cast<std::uint32_t>(i);
            found += types[i] == view;
          }
          auto const* const ad_ids = c.ad_id.data() + first;
          auto const* const times = c.event_time.data() + first;
          for (std::size_t q = 0; q < found; ++q) {
            auto const at = views[q];
            auto const campaign = detail::campaign_of(ads, ad_ids[at]);
            if (campaign != 0)
              add_views(table, window(times[at].time_since_epoch().count()), campaign, 1);
          }
        }
      });
}

inline bench::outcome columns_with_branches(columns const& c, ad_table const& ads,
                                            unsigned threads) {
  return detail::count_by_hand(
      c.event_type.size(), threads,
      [&](count_table& table, window_of window, std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
          if (c.event_type[i] != view) continue;
          auto const campaign = detail::campaign_of(ads, c.ad_id[i]);
          if (campaign != 0)
            add_views(table, window(c.event_time[i].time_since_epoch().count()), campaign, 1);
        }
      });
}

/// Reads the three columns and nothing more.
inline bench::outcome columns_scan(columns const& c, unsigned threads) {
  std::atomic<std::size_t> next{0};
  std::atomic<std::uint64_t> views{0};
  bench::on_threads(threads, [&](unsigned) {
    std::uint64_t found = 0;
    for (std::size_t at; (at = next.fetch_add(detail::morsel_rows)) < c.event_type.size();) {
      auto const end = std::min(at + detail::morsel_rows, c.event_type.size());
      for (auto i = at; i < end; ++i)
        found += c.event_type[i] == view;
      for (auto i = at; i < end; ++i)
        found +=
            static_cast<std::uint64_t>(c.ad_id[i] ^ c.event_time[i].time_since_epoch().count());
    }
    views += found;
  });
  return {.groups = 0, .checksum = views};
}

}  // namespace ysb
