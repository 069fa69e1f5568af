// SPDX-License-Identifier: Apache-2.0
//
// The ETL query as a user of millstream writes it: a file a micro-batch, a checkpoint, files by the sink's protocol.
#pragma once

#include <millstream/connector/format/json.hpp>
#include <millstream/connector/format/parquet.hpp>

#include "../runner/runner.hpp"
#include "ysb_uuid_events.hpp"

namespace etl {

namespace ms = millstream;

/// Opens the query and returns its run to the end of the files.
inline std::function<void()> open_millstream_etl(std::filesystem::path const& from,
                                                 std::filesystem::path const& to,
                                                 std::filesystem::path const& checkpoint,
                                                 ms::parquet_compression codec, unsigned threads) {
  using namespace ms::literals;
  using namespace std::chrono_literals;
  auto lines = ms::json(from);
  lines.max_files_per_trigger(1).path_glob_filter("*.json").timestamp_unit("event_time", 1ms);
  auto rows = ms::read_stream<ysb::json_event>(lines) | ms::where("ad_type"_c != "mail") |
              ms::with_column("minute"_c, ms::date_trunc("minute", "event_time"_c)) |
              ms::with_column("kind"_c, ms::concat("ad_type"_c, "/", "event_type"_c)) |
              ms::with_column("is_view"_c, "event_type"_c == "view");
  auto const query = ms::write_stream(rows, ms::parquet(to).compression(codec))
                         .output_mode(ms::append)
                         .checkpoint(checkpoint)
                         .trigger(ms::available_now)
                         .threads(threads);
  auto engine = std::make_shared<ms::runtime::micro_batch>(ms::open_query(query));
  return [engine] {
    engine->freeze_sources();
    std::size_t batches = 0;
    while (engine->run_next_batch())
      ++batches;
    if (batches < 20) throw std::runtime_error("fewer than 20 micro-batches");
  };
}

}  // namespace etl
