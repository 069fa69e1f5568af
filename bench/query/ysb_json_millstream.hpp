// SPDX-License-Identifier: Apache-2.0
//
// The query over JSON lines as a user of millstream writes it: a file a micro-batch, a checkpoint.
#pragma once

#include <map>

#include <millstream/connector/transport/for_each_batch.hpp>

#include "../runner/runner.hpp"
#include "ysb_json_data.hpp"

namespace ysb {

/// Opens the query with a new checkpoint and returns its run to the end of the files.
inline std::function<bench::outcome()> open_millstream_json(json_workload const& w,
                                                            unsigned threads,
                                                            std::uint64_t files_a_batch) {
  using namespace ms::literals;
  using namespace std::chrono_literals;
  auto const checkpoint = w.folder.parent_path() / "ysb_json_checkpoint";
  std::filesystem::remove_all(checkpoint);
  auto files = ms::json(w.folder);
  files.max_files_per_trigger(files_a_batch)
      .path_glob_filter("*.json")
      .timestamp_unit("event_time", 1ms);
  auto views = ms::read_stream<json_event>(files) | ms::where("event_type"_c == "view") |
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
      ++out.groups, out.checksum += json_checksum(key.first, key.second, views);
    return out;
  };
}

}  // namespace ysb
