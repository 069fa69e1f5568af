// SPDX-License-Identifier: Apache-2.0
// expect: MS091: ms::in<> is a key of ms::group_by
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::with_column("w"_c, ms::session_window("event_time"_c, 5min));  // <- here
#else
  auto s = events | ms::with_column("w"_c, ms::window("event_time"_c, 5min));
#endif
}
