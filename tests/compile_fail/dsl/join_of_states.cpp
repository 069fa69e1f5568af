// SPDX-License-Identifier: Apache-2.0
// expect: MS083: a join of streams takes streams without an operator with state
#include "../events.hpp"

auto const once = clicks | ms::drop_duplicates("user_id"_c, "event_time"_c);

void user() {
#if MILLSTREAM_WRONG
  auto s = once | ms::join(buys, "user_id"_c);  // <- here
#else
  auto s = clicks | ms::join(buys, "user_id"_c) | ms::drop_duplicates("user_id"_c, "event_time"_c);
#endif
}
