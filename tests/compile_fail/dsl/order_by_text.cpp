// SPDX-License-Identifier: Apache-2.0
// expect: MS070: in<> takes columns
// expect: in<millstream::fixed_string<8>{"order_by"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::agg(ms::count()) | ms::order_by("count");  // <- here
#else
  auto s = events | ms::agg(ms::count()) | ms::order_by("count"_c);
#endif
}
