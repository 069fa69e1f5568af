// SPDX-License-Identifier: Apache-2.0
// expect: MS032: ms::in<> needs a duration with its unit
// expect: {"window"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::group_by(ms::window("event_time"_c, 10)) | ms::agg(ms::count());  // <- here
#else
  auto s = events | ms::group_by(ms::window("event_time"_c, 10s)) | ms::agg(ms::count());
#endif
}
