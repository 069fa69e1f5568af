// SPDX-License-Identifier: Apache-2.0
// expect: MS066
// expect: asks which keys a row is not grouped by
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::rollup("user_id"_c) | ms::agg(ms::count(), ms::grouping("event_type"_c));  // <- here
#else
  auto s = events | ms::rollup("user_id"_c) | ms::agg(ms::count(), ms::grouping("user_id"_c));
#endif
}
