// SPDX-License-Identifier: Apache-2.0
// expect: MS028: ms::join takes a table, and this is a stream
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::join(ms::from_range(event_rows), "user_id"_c);  // <- here
#else
  auto s = events | ms::join(accounts, "user_id"_c);
#endif
}
