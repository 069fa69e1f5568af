// SPDX-License-Identifier: Apache-2.0
// expect: MS023: an aggregation stands above one whose groups are never finished
#include "../events.hpp"

auto const watched = events | ms::with_watermark("event_time"_c, 10s);
auto const by_user = watched | ms::group_by("user_id"_c) | ms::agg(ms::count());
auto const by_minute = watched | ms::group_by(ms::window("event_time"_c, 1min), "user_id"_c) |
                       ms::agg(ms::count());

void user() {
#if MILLSTREAM_WRONG
  auto s = by_user | ms::agg(ms::max("count"_c));  // <- here
#else
  auto s = by_minute | ms::group_by("window"_c) | ms::agg(ms::max("count"_c));
#endif
}
