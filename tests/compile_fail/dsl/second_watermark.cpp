// SPDX-License-Identifier: Apache-2.0
// expect: MS019: the stream has a watermark already
// expect: {"event_time"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::with_watermark("event_time"_c, 10s) | ms::with_watermark("event_time"_c, 5s);  // <- here
#else
  auto s = events | ms::with_watermark("event_time"_c, 10s);
#endif
}
