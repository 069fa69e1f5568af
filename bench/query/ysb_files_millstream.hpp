// SPDX-License-Identifier: Apache-2.0
//
// The query over files of events as a user of millstream writes it: a few files a micro-batch, a checkpoint.
#pragma once

#include <map>

#include <millstream/connector/transport/for_each_batch.hpp>

#include "../runner/runner.hpp"
#include "ysb_uuid_events.hpp"

namespace ysb {

/// Opens the query over `events` with a new checkpoint and returns its run to the end of the files.
template <class Files>
std::function<bench::outcome()> open_millstream_files(Files const& events, file_workload const& w,
                                                      std::filesystem::path const& checkpoint,
                                                      unsigned threads) {
  using namespace ms::literals;
  using namespace std::chrono_literals;
  std::filesystem::remove_all(checkpoint);
  auto views = ms::read_stream<json_event>(events) | ms::where("event_type"_c == "view") |
               ms::join(ms::read(w.ads), "ad_id"_c) |
               ms::group_by(ms::window("event_time"_c, 10s), "campaign_id"_c) |
               ms::agg(ms::count().as("views"_c)) |
               ms::select("window.start"_c.as("start"_c), "campaign_id"_c, "views"_c);
  using counts = std::map<std::pair<std::int64_t, std::string>, std::int64_t>;
  auto const seen = std::make_shared<counts>();
  auto const latest = ms::for_each_batch([seen](auto rows, std::int64_t) {
    for (auto const& r : rows)
      (*seen)[{r.template get<"start">().time_since_epoch().count(),
               std::string(r.template get<"campaign_id">())}] = r.template get<"views">();
  });
  auto const query = ms::write_stream(views, latest)
                         .output_mode(ms::update)
                         .checkpoint(checkpoint)
                         .trigger(ms::available_now)
                         .threads(threads);
  auto engine = std::make_shared<ms::runtime::micro_batch>(ms::open_query(query));
  return [engine, seen] {
    engine->freeze_sources();
    std::size_t batches = 0;
    while (engine->run_next_batch())
      ++batches;
    if (batches < 20) throw std::runtime_error("fewer than 20 micro-batches");
    bench::outcome out;
    for (auto const& [key, views] : *seen)
      ++out.groups, out.checksum += group_checksum(key.first, key.second, views);
    return out;
  };
}

}  // namespace ysb
