// SPDX-License-Identifier: Apache-2.0
//
// The query over events in memory as a user of millstream writes it, over rows or columns.
#pragma once

#include <millstream/connector/transport/noop.hpp>

#include "../runner/runner.hpp"
#include "ysb_memory_data.hpp"

namespace ysb {

using event_columns =
    ms::schema<ms::field<"user_id", std::int64_t>, ms::field<"page_id", std::int64_t>,
               ms::field<"ad_id", std::int64_t>, ms::field<"event_time", ms::timestamp>,
               ms::field<"ip_address", std::int64_t>, ms::field<"ad_type", std::int32_t>,
               ms::field<"event_type", std::int32_t>>;

/// Opens the query (reads the ads) and returns its run to the end of the events.
template <class Stream>
std::function<bench::outcome()> open_millstream(Stream const& events, std::vector<ad> const& ads,
                                                unsigned threads) {
  using namespace ms::literals;
  using namespace std::chrono_literals;
  auto views = events | ms::where("event_type"_c == view) | ms::select("ad_id"_c, "event_time"_c) |
               ms::join(ms::read(ads), "ad_id"_c) |
               ms::group_by(ms::window("event_time"_c, 10s), "campaign_id"_c) |
               ms::agg(ms::count().as("views"_c));
  auto const sink = ms::noop();
  auto const query = ms::write_stream(views, sink)
                         .output_mode(ms::update)
                         .trigger(ms::available_now)
                         .threads(threads);
  auto engine = std::make_shared<ms::runtime::micro_batch>(ms::open_query(query));
  return [engine, sink] {
    while (engine->run_next_batch()) {
    }
    auto const seen = sink.totals();
    return bench::outcome{static_cast<std::uint64_t>(seen.rows), seen.checksum};
  };
}

}  // namespace ysb
