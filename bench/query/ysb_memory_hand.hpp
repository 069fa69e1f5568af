// SPDX-License-Identifier: Apache-2.0
//
// The query over events in memory as a careful hand-written loop: a share of the events and a
// table a thread, merged by all threads in ranges of the hash.
#pragma once

#include <array>
#include <atomic>

#include "../runner/parallel.hpp"
#include "ysb_hand_tables.hpp"

namespace ysb {

namespace detail {

inline constexpr std::size_t morsel_rows = 65'536;
inline constexpr std::size_t block_rows = 512;

/// `count(table, window, begin, end)` counts the views of some events.
template <class Count>
bench::outcome count_by_hand(std::size_t rows, unsigned threads, Count&& count) {
  std::vector<count_table> tables(threads);
  bench::on_threads(threads, [&](unsigned t) {
    count_table mine;
    count(mine, window_of(), bench::cut(rows, threads, t), bench::cut(rows, threads, t + 1));
    tables[t] = std::move(mine);
  });
  std::vector<bench::outcome> parts(threads);
  bench::on_threads(threads, [&](unsigned t) {
    auto const share = threads == 1 ? 0 : ~std::uint64_t(0) / threads;
    parts[t] = merged(tables, share * t, t + 1 == threads ? 0 : share * (t + 1));
  });
  bench::outcome out;
  for (auto const& p : parts)
    out.groups += p.groups, out.checksum += p.checksum;
  return out;
}

inline std::int64_t campaign_of(ad_table const& ads, std::int64_t ad_id) {
  return ads
      .find(hash_one(static_cast<std::uint64_t>(ad_id)),
            [&](ad_entry const& e) { return e.ad_id == ad_id; })
      .campaign_id;
}

}  // namespace detail

/// Positions of views are collected without a branch, then followed.
inline bench::outcome memory_by_hand(std::vector<ad_event> const& events, ad_table const& ads,
                                     unsigned threads) {
  return detail::count_by_hand(
      events.size(), threads,
      [&](count_table& table, window_of window, std::size_t begin, std::size_t end) {
        std::array<std::uint32_t, detail::block_rows> views;
        for (auto first = begin; first < end; first += detail::block_rows) {
          auto const* const block = events.data() + first;
          auto const size = std::min(detail::block_rows, end - first);
          std::size_t found = 0;
          for (std::size_t i = 0; i < size; ++i) {
            views[found] = static_cast<std::uint32_t>(i);
            found += block[i].event_type == view;
          }
          for (std::size_t q = 0; q < found; ++q) {
            auto const& e = block[views[q]];
            auto const campaign = detail::campaign_of(ads, e.ad_id);
            if (campaign != 0)
              add_views(table, window(e.event_time.time_since_epoch().count()), campaign, 1);
          }
        }
      });
}

/// The plainest form: a branch a row.
inline bench::outcome memory_with_branches(std::vector<ad_event> const& events, ad_table const& ads,
                                           unsigned threads) {
  return detail::count_by_hand(
      events.size(), threads,
      [&](count_table& table, window_of window, std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
          auto const& e = events[i];
          if (e.event_type != view) continue;
          auto const campaign = detail::campaign_of(ads, e.ad_id);
          if (campaign != 0)
            add_views(table, window(e.event_time.time_since_epoch().count()), campaign, 1);
        }
      });
}

/// Reads one word of each event and nothing more: how fast memory is.
inline bench::outcome memory_scan(std::vector<ad_event> const& events, unsigned threads) {
  std::atomic<std::size_t> next{0};
  std::atomic<std::uint64_t> views{0};
  bench::on_threads(threads, [&](unsigned) {
    std::uint64_t found = 0;
    for (std::size_t at; (at = next.fetch_add(detail::morsel_rows)) < events.size();) {
      auto const end = std::min(at + detail::morsel_rows, events.size());
      for (auto i = at; i < end; ++i)
        found += events[i].event_type == view;
    }
    views += found;
  });
  return {.groups = 0, .checksum = views};
}

}  // namespace ysb
