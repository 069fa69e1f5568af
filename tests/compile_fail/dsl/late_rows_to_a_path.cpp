// SPDX-License-Identifier: Apache-2.0
// expect: MS072: in<> takes a sink
#include "../events.hpp"

auto const counts = clicks | ms::group_by(ms::window("event_time"_c, 10s)) | ms::agg(ms::count());

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(counts, any_sink()).late_rows("late");  // <- here
#else
  auto q = ms::write_stream(counts, any_sink()).late_rows(file_sink());
#endif
}
