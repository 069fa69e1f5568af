// SPDX-License-Identifier: Apache-2.0
// expect: MS023: a second aggregation in one query
#include "../events.hpp"

auto const counts = events | ms::group_by("event_type"_c, "user_id"_c) | ms::agg(ms::count());

void user() {
#if MILLSTREAM_WRONG
  auto s = counts | ms::agg(ms::count());  // <- here
#else
  auto s = counts | ms::where("count"_c > 1);
#endif
}
