// SPDX-License-Identifier: Apache-2.0
// expect: MS082: ms::in<> cannot be called with these arguments
// expect: in<millstream::fixed_string<6>{"rename"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::rename("amount", "total");  // <- here
#else
  auto s = events | ms::rename("amount"_c, "total"_c);
#endif
}
