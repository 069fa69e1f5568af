// SPDX-License-Identifier: Apache-2.0
// expect: MS042: a join of two streams needs a column that is equal on both sides
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = clicks | ms::join(buys, "buy_time"_c >= "event_time"_c);  // <- here
#else
  auto s = clicks | ms::join(buys, "user_id"_c, "buy_time"_c >= "event_time"_c);
#endif
}
