// SPDX-License-Identifier: Apache-2.0
// expect: MS026: ms::in<> needs at least one argument
// expect: {"agg"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::group_by("user_id"_c) | ms::agg();  // <- here
#else
  auto s = events | ms::group_by("user_id"_c) | ms::agg(ms::count());
#endif
}
