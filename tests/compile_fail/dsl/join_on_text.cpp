// SPDX-License-Identifier: Apache-2.0
// expect: MS070: in<> takes columns
// expect: in<millstream::fixed_string<4>{"join"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::join(accounts, "user_id");  // <- here
#else
  auto s = events | ms::join(accounts, "user_id"_c);
#endif
}
