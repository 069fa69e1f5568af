// SPDX-License-Identifier: Apache-2.0
// expect: MS070: in<> takes columns
// expect: in<millstream::fixed_string<3>{"sum"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::agg(ms::sum("amount"));  // <- here
#else
  auto s = events | ms::agg(ms::sum("amount"_c));
#endif
}
