// SPDX-License-Identifier: Apache-2.0
// expect: MS027: ms::in<> needs a stream, and this is a table
// expect: {"with_watermark"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto t = ms::read(event_rows) | ms::with_watermark("event_time"_c, 10s);  // <- here
#else
  auto t = ms::from_range(event_rows) | ms::with_watermark("event_time"_c, 10s);
#endif
}
