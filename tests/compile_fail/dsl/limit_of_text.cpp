// SPDX-License-Identifier: Apache-2.0
// expect: MS082: ms::in<> cannot be called with these arguments
// expect: in<millstream::fixed_string<5>{"limit"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::limit("10");  // <- here
#else
  auto s = events | ms::limit(10);
#endif
}
