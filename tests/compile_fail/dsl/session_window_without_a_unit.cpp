// SPDX-License-Identifier: Apache-2.0
// expect: MS032: ms::in<> needs a duration with its unit
// expect: session_window
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::group_by(ms::session_window("event_time"_c, 300), "user_id"_c) | ms::agg(ms::count());  // <- here
#else
  auto s = events | ms::group_by(ms::session_window("event_time"_c, 300s), "user_id"_c) | ms::agg(ms::count());
#endif
}
