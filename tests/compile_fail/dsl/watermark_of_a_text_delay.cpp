// SPDX-License-Identifier: Apache-2.0
// expect: MS032: ms::in<> needs a duration
// expect: in<millstream::fixed_string<14>{"with_watermark"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::with_watermark("event_time"_c, "10 seconds");  // <- here
#else
  auto s = events | ms::with_watermark("event_time"_c, 10s);
#endif
}
