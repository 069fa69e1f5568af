// SPDX-License-Identifier: Apache-2.0
// expect: MS032: ms::in<> needs a duration with its unit
// expect: {"with_watermark"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::with_watermark("event_time"_c, 10);  // <- here
#else
  auto s = events | ms::with_watermark("event_time"_c, 10s);
#endif
}
