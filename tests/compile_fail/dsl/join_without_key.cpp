// SPDX-License-Identifier: Apache-2.0
// expect: MS026: ms::in<> needs at least one argument
// expect: {"join"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::join(accounts);  // <- here
#else
  auto s = events | ms::join(accounts, "user_id"_c);
#endif
}
