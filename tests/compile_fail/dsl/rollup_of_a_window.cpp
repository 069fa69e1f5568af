// SPDX-License-Identifier: Apache-2.0
// expect: MS065: a window cannot be a key
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::rollup(ms::window("event_time"_c, 10s), "user_id"_c) | ms::agg(ms::count());  // <- here
#else
  auto s = events | ms::group_by(ms::window("event_time"_c, 10s), "user_id"_c) | ms::agg(ms::count());
#endif
}
