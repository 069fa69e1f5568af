// SPDX-License-Identifier: Apache-2.0
// expect: MS028: a semi join with a table is not there yet
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::join(ms::left_semi, accounts, "user_id"_c);  // <- here
#else
  auto s = events | ms::join(accounts, "user_id"_c);
#endif
}
