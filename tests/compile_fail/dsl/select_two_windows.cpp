// SPDX-License-Identifier: Apache-2.0
// expect: MS048: two windows in one group_by or select
#include "../events.hpp"

void user() {
  auto const minute = ms::window("event_time"_c, 1min);
  auto const hour = ms::window("event_time"_c, 1h).as("hour"_c);
#if MILLSTREAM_WRONG
  auto s = events | ms::select(minute, hour);  // <- here
#else
  auto s = events | ms::select(minute);
#endif
}
