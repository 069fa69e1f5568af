// SPDX-License-Identifier: Apache-2.0
// expect: MS043: a join of a stream with a table cannot keep rows of the table without partner
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::join(ms::right_outer, accounts, "user_id"_c);  // <- here
#else
  auto s = events | ms::join(ms::left_outer, accounts, "user_id"_c);
#endif
}
