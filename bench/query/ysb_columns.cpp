// SPDX-License-Identifier: Apache-2.0
// The Yahoo streaming benchmark over columns in memory: 100 campaigns, 1 k groups; `--wide`: 1 M groups.
#include "ysb_columns_hand.hpp"
#include "ysb_memory_millstream.hpp"

int main(int argc, char** argv) {
  using namespace ysb;
  bench::options o(argc, argv);
  bool const wide = o.flag("--wide");
  auto const rows = o.number("--rows", 20'000'000);
  auto const batch = static_cast<std::int64_t>(o.number("--batch-rows", 0));
  auto w = make_workload(rows, wide ? 100'000 : 100, o.flag("--shuffled"));
  o.done();
  columns const c(w.events);
  w.events = {};
  auto const by_hand = [&](auto loop) {
    return [&c, &w, loop](unsigned threads) -> std::function<bench::outcome()> {
      return [&c, loop, threads, ads = std::make_shared<ad_table const>(index_ads(w.ads))] {
        return loop(c, *ads, threads);
      };
    };
  };
  return bench::compare(
      wide ? "ysb_columns_wide" : "ysb_columns", o, rows,
      {{"hand", by_hand(columns_by_hand)},
       {"millstream",
        [&](unsigned threads) {
          ms::column_source<event_columns> source(
              rows, c.user_id.data(), c.page_id.data(), c.ad_id.data(), c.event_time.data(),
              c.ip_address.data(), c.ad_type.data(), c.event_type.data());
          source.max_rows_per_trigger(batch);
          return open_millstream(ms::read_stream(source), w.ads, threads);
        }},
       {"limit_branches", by_hand(columns_with_branches)},
       {"limit_scan", by_hand([](auto const& from, auto const&, unsigned threads) {
          return columns_scan(from, threads);
        }),
        false}});
}
