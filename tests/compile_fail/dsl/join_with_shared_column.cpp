// SPDX-License-Identifier: Apache-2.0
// expect: MS011: both sides of the join have a column wanted<>
// expect: {"event_type"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::join(labels, "user_id"_c);  // <- here
#else
  auto s = events | ms::join(labels | ms::drop("event_type"_c), "user_id"_c);
#endif
}
