// SPDX-License-Identifier: Apache-2.0
// expect: MS082
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = clicks | ms::join(buys, "buy_time"_c >= "event_time"_c, "user_id"_c);  // <- here
#else
  auto s = clicks | ms::join(buys, "user_id"_c, "buy_time"_c >= "event_time"_c);
#endif
}
