// SPDX-License-Identifier: Apache-2.0
// expect: MS034: a session window cannot run in update mode
#include "../events.hpp"

#include <millstream/dsl/real_time.hpp>

/// A sink that takes rows while their batch is open.
struct sink_at_once : any_sink {
  static constexpr auto delivery_at_once = ms::io::delivery::at_least_once;
};
inline sink_at_once const sink;

void user() {
#if MILLSTREAM_WRONG
  auto counts = clicks | ms::group_by(ms::session_window("event_time"_c, 5s), "user_id"_c) | ms::agg(ms::count());
#else
  auto counts = clicks | ms::group_by(ms::window("event_time"_c, 5s), "user_id"_c) | ms::agg(ms::count());
#endif
  auto q = ms::write_stream(counts, sink).trigger(ms::real_time(5s));  // <- here
}
