// SPDX-License-Identifier: Apache-2.0
//
// The same delays, each day once and for all when the watermark has passed it, as Parquet.
#include <millstream/connector/format/parquet.hpp>

#include "delays.hpp"

namespace {

auto write_closed_days(places const& at) {
  return ms::write_stream(delays_by_day(at), ms::parquet(at.out / "delays_closed"))
      .output_mode(ms::append)
      .checkpoint(at.out / "checkpoints/delays_closed")
      .trigger(ms::available_now);
}

}  // namespace

demo_query const delays_closed{
    "delays_closed",
    "the same delays, each day once when the watermark has passed it, in Parquet (append mode)",
    [](places const& at) { return ms::explain(write_closed_days(at)); },
    [](places const& at, ms::io::file_door door, ms::running_query::listener on_progress) {
      run_to_end(write_closed_days(at).file_door(std::move(door)), std::move(on_progress));
    }};
