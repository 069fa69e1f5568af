// SPDX-License-Identifier: Apache-2.0
// expect: MS080: ms::in<> stands behind its stream
// expect: in<millstream::fixed_string<6>{"union_"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = ms::union_(events, events);  // <- here
#else
  auto s = events | ms::union_(events);
#endif
}
