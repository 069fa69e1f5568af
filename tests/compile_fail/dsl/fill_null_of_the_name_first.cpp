// SPDX-License-Identifier: Apache-2.0
// expect: MS082: ms::in<> cannot be called with these arguments
// expect: in<millstream::fixed_string<9>{"fill_null"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::fill_null("price"_c, 0.0);  // <- here
#else
  auto s = events | ms::fill_null(0.0, "price"_c);
#endif
}
