// SPDX-License-Identifier: Apache-2.0
// expect: MS025: group_by must be followed by ms::agg
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::group_by("user_id"_c) | ms::count();  // <- here
#else
  auto s = events | ms::group_by("user_id"_c) | ms::agg(ms::count());
#endif
}
