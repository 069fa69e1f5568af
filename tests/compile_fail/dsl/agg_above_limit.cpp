// SPDX-License-Identifier: Apache-2.0
// expect: MS063
// expect: above ms::limit or ms::order_by is not there yet
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::limit(10) | ms::group_by("user_id"_c) | ms::agg(ms::count());  // <- here
#else
  auto s = events | ms::group_by("user_id"_c) | ms::agg(ms::count()) | ms::limit(10);
#endif
}
