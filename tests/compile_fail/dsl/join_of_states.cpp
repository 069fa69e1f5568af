// SPDX-License-Identifier: Apache-2.0
// expect: MS083: on its right a join of streams takes a stream without an operator with state
#include "../events.hpp"

auto const once = clicks | ms::drop_duplicates("user_id"_c, "event_time"_c);

void user() {
#if MILLSTREAM_WRONG
  auto s = buys | ms::join(once, "user_id"_c);  // <- here
#else
  auto s = once | ms::join(buys, "user_id"_c);
#endif
}
