// SPDX-License-Identifier: Apache-2.0
// expect: MS034: a session window cannot run in update mode
#include "../events.hpp"

auto const sessions = events | ms::with_watermark("event_time"_c, 10s) | ms::group_by(ms::session_window("event_time"_c, 5min), "user_id"_c) | ms::agg(ms::count());

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(sessions, any_sink()).output_mode(ms::update);  // <- here
#else
  auto q = ms::write_stream(sessions, any_sink()).output_mode(ms::append);
#endif
}
