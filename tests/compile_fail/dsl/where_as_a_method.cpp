// SPDX-License-Identifier: Apache-2.0
// expect: MS080: ms::in<> stands behind its stream
// expect: in<millstream::fixed_string<5>{"where"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events.where("amount"_c > 5).select("user_id"_c);  // <- here
#else
  auto s = events | ms::where("amount"_c > 5) | ms::select("user_id"_c);
#endif
}
