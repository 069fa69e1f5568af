// SPDX-License-Identifier: Apache-2.0
// expect: MS016: the gap of ms::session_window is a duration
#include "../events.hpp"

#include <millstream/expr/functions/time.hpp>

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::group_by(ms::session_window("event_time"_c, "amount"_c), "user_id"_c) | ms::agg(ms::count());  // <- here
#else
  auto s = events | ms::group_by(ms::session_window("event_time"_c, ms::make_dt_interval(0, 0, 0, "amount"_c)), "user_id"_c) | ms::agg(ms::count());
#endif
}
