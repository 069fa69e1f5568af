// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "run_chain.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {
ms::physical::event_time_statistics seen(std::vector<ms::timestamp> const& times) {
  std::vector<sample::event> rows(times.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i].ts = times[i];
  auto const s = sample::stream() | ms::with_watermark("ts"_c, 0s);
  auto const chain = ms::physical::lower(s.plan);
  std::remove_cvref_t<decltype(chain)>::lanes_type lanes{};
  std::size_t handed_on = 0;
  ms::physical::run(chain, lanes, ms::struct_block<sample::event>{rows.data(), rows.size()},
                    [&](auto const&, auto const selection) { handed_on += selection.size(); });
  CHECK(handed_on == rows.size());
  return lanes.own;
}
}  // namespace

TEST_CASE("watermark: every row passes and is counted, in whole milliseconds downwards",
          "[physical][30]") {
  auto const stats = seen({ms::timestamp(1999us), ms::timestamp(-1us), ms::timestamp(500us)});
  CHECK(stats.greatest == 1);
  CHECK(stats.least == -1);
  CHECK(stats.rows == 3);
}

TEST_CASE("watermark: statistics of lanes merge", "[physical]") {
  auto a = seen({ms::timestamp(5ms)});
  a.merge(seen({ms::timestamp(9ms), ms::timestamp(1ms)}));
  CHECK(a.greatest == 9);
  CHECK(a.least == 1);
  CHECK(a.sum == 15.0);
  a.merge({});
  CHECK(a.greatest == 9);
}
