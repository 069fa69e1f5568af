// SPDX-License-Identifier: Apache-2.0
// expect: MS009: a watermark needs an ms::timestamp column
// expect: {"user_id"}
// expect: type<millstream::fixed_string<11>{"std::string"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::with_watermark("user_id"_c, 10s);  // <- here
#else
  auto s = events | ms::with_watermark("event_time"_c, 10s);
#endif
}
