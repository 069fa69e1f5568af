// SPDX-License-Identifier: Apache-2.0
// expect: MS026: ms::in<> needs at least one argument
// expect: in<millstream::fixed_string<3>{"avg"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::agg(ms::avg());  // <- here
#else
  auto s = events | ms::agg(ms::avg("amount"_c));
#endif
}
