// SPDX-License-Identifier: Apache-2.0
// expect: MS001: no column
// expect: {"user"}
// expect: {"user_id"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::group_by("user"_c) | ms::agg(ms::count());  // <- here
#else
  auto s = events | ms::group_by("user_id"_c) | ms::agg(ms::count());
#endif
}
