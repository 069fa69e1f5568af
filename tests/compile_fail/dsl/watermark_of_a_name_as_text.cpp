// SPDX-License-Identifier: Apache-2.0
// expect: MS070: in<> takes columns
// expect: in<millstream::fixed_string<14>{"with_watermark"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::with_watermark("event_time", 10s);  // <- here
#else
  auto s = events | ms::with_watermark("event_time"_c, 10s);
#endif
}
