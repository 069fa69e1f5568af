// SPDX-License-Identifier: Apache-2.0
//
// Lookup: the newest row of each (day, carrier) in LMDB, kept up to date batch by batch.
#include <millstream/connector/table/lmdb.hpp>

#include "delays.hpp"

namespace {

auto keep_up_to_date(places const& at) {
  return ms::write_stream(delays_by_day(at),
                          ms::lmdb(at.out / "delays_now").key("day"_c, "carrier"_c))
      .output_mode(ms::update)
      .checkpoint(at.out / "checkpoints/delays_now")
      .trigger(ms::available_now);
}

}  // namespace

demo_query const delays_now{
    "delays_now",
    "flights joined with airlines, delays by day and carrier; the newest row of each key in LMDB "
    "(update mode)",
    [](places const& at) { return ms::explain(keep_up_to_date(at)); },
    [](places const& at, ms::io::file_door door, ms::running_query::listener on_progress) {
      run_to_end(keep_up_to_date(at).file_door(std::move(door)), std::move(on_progress));
    }};
