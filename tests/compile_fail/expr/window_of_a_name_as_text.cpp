// SPDX-License-Identifier: Apache-2.0
// expect: MS070: in<> takes columns
// expect: in<millstream::fixed_string<6>{"window"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::group_by(ms::window("event_time", 10min)) | ms::agg(ms::count());  // <- here
#else
  auto s = events | ms::group_by(ms::window("event_time"_c, 10min)) | ms::agg(ms::count());
#endif
}
