// SPDX-License-Identifier: Apache-2.0
//
// `ysb_memory` and `ysb_memory_wide`: one program for few groups and for many.
#pragma once

#include "ysb_memory_hand.hpp"
#include "ysb_memory_millstream.hpp"

namespace ysb {

inline int compare_memory(int argc, char** argv, bool wide) {
  bench::options o(argc, argv);
  wide = o.flag("--wide") || wide;
  auto const rows = o.number("--rows", 10'000'000);
  auto const batch = static_cast<std::int64_t>(o.number("--batch-rows", 0));
  auto const w = make_workload(rows, wide ? 100'000 : 100, o.flag("--shuffled"));
  o.done();
  auto const by_hand = [&w](auto loop) {
    return [&w, loop](unsigned threads) -> std::function<bench::outcome()> {
      return [&w, loop, threads, ads = std::make_shared<ad_table const>(index_ads(w.ads))] {
        return loop(w.events, *ads, threads);
      };
    };
  };
  return bench::compare(
      wide ? "ysb_memory_wide" : "ysb_memory", o, rows,
      {{"hand", by_hand(memory_by_hand)},
       {"millstream",
        [&](unsigned threads) {
          auto source = ms::range_source(w.events);
          source.max_rows_per_trigger(batch);
          return open_millstream(ms::read_stream(source), w.ads, threads);
        }},
       {"limit_branches", by_hand(memory_with_branches)},
       {"limit_scan", by_hand([](auto const& events, auto const&, unsigned threads) {
          return memory_scan(events, threads);
        }),
        false}});
}

}  // namespace ysb
