// SPDX-License-Identifier: Apache-2.0
// expect: MS026: ms::in<> needs at least one argument
// expect: in<millstream::fixed_string<6>{"select"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::select();  // <- here
#else
  auto s = events | ms::select("user_id"_c);
#endif
}
