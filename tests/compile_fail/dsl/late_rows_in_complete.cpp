// SPDX-License-Identifier: Apache-2.0
// expect: MS074: late_rows would get nothing: in complete mode late rows count
#include "../events.hpp"

auto const counts = clicks | ms::group_by(ms::window("event_time"_c, 10s)) | ms::agg(ms::count());

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(counts, any_sink()).late_rows(file_sink()).output_mode(ms::complete);  // <- here
#else
  auto q = ms::write_stream(counts, any_sink()).late_rows(file_sink()).output_mode(ms::update);
#endif
}
