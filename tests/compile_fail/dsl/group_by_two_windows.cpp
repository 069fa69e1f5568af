// SPDX-License-Identifier: Apache-2.0
// expect: MS048: two windows in one group_by
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::group_by(ms::window("event_time"_c, 10s), ms::window("event_time"_c, 1h).as("hour"_c)) | ms::agg(ms::count());  // <- here
#else
  auto s = events | ms::group_by(ms::window("event_time"_c, 10s)) | ms::agg(ms::count());
#endif
}
