// SPDX-License-Identifier: Apache-2.0
// expect: MS082: ms::in<> cannot be called with these arguments
// expect: how_to_write<millstream::fixed_string<33>{"ms::with_watermark(\"time\"_c, 10s)"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::with_watermark("event_time"_c);  // <- here
#else
  auto s = events | ms::with_watermark("event_time"_c, 10s);
#endif
}
