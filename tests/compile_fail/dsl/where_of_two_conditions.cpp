// SPDX-License-Identifier: Apache-2.0
// expect: MS082: ms::in<> cannot be called with these arguments
// expect: in<millstream::fixed_string<5>{"where"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::where("amount"_c > 5, "user_id"_c == "u");  // <- here
#else
  auto s = events | ms::where("amount"_c > 5 && "user_id"_c == "u");
#endif
}
