// SPDX-License-Identifier: Apache-2.0
//
// ETL: messy JSON lines become typed, cleaned rows in Parquet files, a folder an airport; a line that is
// not what flight_line says goes to the dead letters with the reason, its file and its byte offset.
#include <millstream/connector/format/json.hpp>
#include <millstream/connector/format/parquet.hpp>

#include "flights.hpp"

namespace {

auto clean_flights(places const& at) {
  // clang-format off
  auto flown = ms::read_stream<flight_line>(ms::json(at.flights()).max_files_per_trigger(files_a_batch))
             | ms::with_column("tailnum"_c, ms::coalesce("tailnum"_c, "unknown"))
             | ms::with_column("delayed"_c, ms::coalesce("arr_delay"_c >= 15, false))
             | ms::with_column("minutes_made_up"_c, "dep_delay"_c - "arr_delay"_c)
             | ms::with_column("miles_an_hour"_c, "distance"_c / ("air_time"_c / 60.0))
             | ms::where(ms::is_not_null("dep_time"_c))  // it was not cancelled
             | ms::drop("year"_c, "month"_c, "day"_c,
                        "dep_time"_c, "sched_dep_time"_c, "arr_time"_c, "sched_arr_time"_c);

  auto parquet = ms::parquet(at.out / "flights").partition_by("origin"_c).compression(ms::zstd);

  return ms::write_stream(flown, parquet)
      .output_mode(ms::append)
      .dead_letter(ms::json(at.out / "dead_letters"))
      .checkpoint(at.out / "checkpoints/clean")
      .trigger(ms::available_now);
  // clang-format on
}

}  // namespace

demo_query const clean{
    "clean",
    "messy JSON to typed rows in Parquet, partitioned by origin; broken lines to the dead letters",
    [](places const& at) { return ms::explain(clean_flights(at)); },
    [](places const& at, ms::io::file_door door, ms::running_query::listener on_progress) {
      run_to_end(clean_flights(at).file_door(std::move(door)), std::move(on_progress));
    }};
