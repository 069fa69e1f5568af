// SPDX-License-Identifier: Apache-2.0
// expect: MS046: a timeout of event time, and drop_duplicates_within_watermark, need the event time
#include "../events.hpp"

auto const watched = events | ms::with_watermark("event_time"_c, 10s);

void user() {
#if MILLSTREAM_WRONG
  auto const once = events | ms::drop_duplicates_within_watermark("user_id"_c);
#else
  auto const once = watched | ms::drop_duplicates_within_watermark("user_id"_c);
#endif
  auto q = ms::write_stream(once, any_sink()).output_mode(ms::update);  // <- here
}
