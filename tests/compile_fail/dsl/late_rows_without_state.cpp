// SPDX-License-Identifier: Apache-2.0
// expect: MS074: late_rows would get nothing: no row of this query is late
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(clicks | ms::where("amount"_c > 1), any_sink())
               .late_rows(file_sink())
               .output_mode(ms::append);  // <- here
#else
  auto q = ms::write_stream(clicks | ms::drop_duplicates("event_time"_c), any_sink())
               .late_rows(file_sink())
               .output_mode(ms::append);
#endif
}
