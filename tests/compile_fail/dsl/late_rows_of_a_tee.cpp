// SPDX-License-Identifier: Apache-2.0
// expect: MS074: each output of a tee has late rows of its own
#include "../events.hpp"

auto const counts = clicks | ms::group_by(ms::window("event_time"_c, 10s)) | ms::agg(ms::count());
auto const rows = ms::write_stream(clicks, file_sink());

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::tee(rows, ms::write_stream(counts, file_sink()).query_name("counts")).late_rows(file_sink());  // <- here
#else
  auto q = ms::tee(rows, ms::write_stream(counts, file_sink()).query_name("counts").late_rows(file_sink()));
#endif
}
