// SPDX-License-Identifier: Apache-2.0
// expect: MS035: a session window needs another grouping key
#include "../events.hpp"

auto const watched = events | ms::with_watermark("event_time"_c, 10s);

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(watched | ms::group_by(ms::session_window("event_time"_c, 5min)) | ms::agg(ms::count()), any_sink()).output_mode(ms::append);  // <- here
#else
  auto q = ms::write_stream(watched | ms::group_by(ms::session_window("event_time"_c, 5min), "user_id"_c) | ms::agg(ms::count()), any_sink()).output_mode(ms::append);
#endif
}
