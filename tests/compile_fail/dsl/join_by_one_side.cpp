// SPDX-License-Identifier: Apache-2.0
// expect: MS084: a part of the condition of ms::join looks at one stream alone
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = clicks | ms::join(buys, "user_id"_c, "buy_time"_c >= "event_time"_c && "total"_c > 9.0);  // <- here
#else
  auto s = clicks | ms::join(buys | ms::where("total"_c > 9.0), "user_id"_c, "buy_time"_c >= "event_time"_c);
#endif
}
