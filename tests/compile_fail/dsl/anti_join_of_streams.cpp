// SPDX-License-Identifier: Apache-2.0
// expect: MS040: an anti join of two streams is not possible in any mode
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = clicks | ms::join(ms::left_anti, buys, "user_id"_c, "buy_time"_c <= "event_time"_c + 1h);  // <- here
#else
  auto s = clicks | ms::join(ms::left_outer, buys, "user_id"_c, "buy_time"_c <= "event_time"_c + 1h);
#endif
}
