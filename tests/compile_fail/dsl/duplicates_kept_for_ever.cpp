// SPDX-License-Identifier: Apache-2.0
// expect: MS047: the state of in<> grows for ever: no key holds the event time
// expect: drop_duplicates(user_id)
#include "../events.hpp"

auto const watched = events | ms::with_watermark("event_time"_c, 10s);

void user() {
#if MILLSTREAM_WRONG
  auto const once = watched | ms::drop_duplicates("user_id"_c);
#else
  auto const once = watched | ms::drop_duplicates_within_watermark("user_id"_c);
#endif
  ms::require_bounded_state(ms::write_stream(once, any_sink()));  // <- here
}
