// SPDX-License-Identifier: Apache-2.0
// expect: MS070: in<> takes columns
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::select("user_id", "amount"_c);  // <- here
#else
  auto s = events | ms::select("user_id"_c, "amount"_c);
#endif
}
