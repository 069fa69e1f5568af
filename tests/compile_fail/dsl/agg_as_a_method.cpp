// SPDX-License-Identifier: Apache-2.0
// expect: MS080: ms::in<> stands behind its stream
// expect: in<millstream::fixed_string<3>{"agg"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = (events | ms::group_by("user_id"_c)).agg(ms::count());  // <- here
#else
  auto s = events | ms::group_by("user_id"_c) | ms::agg(ms::count());
#endif
}
