// SPDX-License-Identifier: Apache-2.0
// expect: MS082: ms::in<> cannot be called with these arguments
// expect: in<millstream::fixed_string<11>{"with_column"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::with_column(("amount"_c * 2).as("twice"_c));  // <- here
#else
  auto s = events | ms::with_column("twice"_c, "amount"_c * 2);
#endif
}
