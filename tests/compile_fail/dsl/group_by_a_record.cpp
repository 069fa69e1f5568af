// SPDX-License-Identifier: Apache-2.0
// expect: MS067
// expect: cannot be a grouping key
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::group_by("site"_c) | ms::agg(ms::count());  // <- here
#else
  auto s = events | ms::group_by("site.city"_c) | ms::agg(ms::count());
#endif
}
