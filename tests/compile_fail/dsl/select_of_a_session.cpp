// SPDX-License-Identifier: Apache-2.0
// expect: MS091: ms::in<> is a key of ms::group_by
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::select("user_id"_c, ms::session_window("event_time"_c, 5min).as("w"_c));  // <- here
#else
  auto s = events | ms::select("user_id"_c, ms::window("event_time"_c, 5min).as("w"_c));
#endif
}
