// SPDX-License-Identifier: Apache-2.0
// expect: MS082: ms::in<> cannot be called with these arguments
// expect: in<millstream::fixed_string<8>{"distinct"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::distinct("user_id"_c);  // <- here
#else
  auto s = events | ms::select("user_id"_c) | ms::distinct();
#endif
}
