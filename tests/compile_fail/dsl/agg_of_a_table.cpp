// SPDX-License-Identifier: Apache-2.0
// expect: MS027: ms::in<> needs a stream
// expect: in<millstream::fixed_string<3>{"agg"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = accounts | ms::group_by("country"_c) | ms::agg(ms::count());  // <- here
#else
  auto s = events | ms::group_by("event_type"_c) | ms::agg(ms::count());
#endif
}
