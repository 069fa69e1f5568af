// SPDX-License-Identifier: Apache-2.0
// expect: MS045: a real-time trigger runs in update mode only
// expect: output_mode(append)
#include "../events.hpp"

#include <millstream/dsl/real_time.hpp>

/// A sink that takes rows while their batch is open.
struct sink_at_once : any_sink {
  static constexpr auto delivery_at_once = ms::io::delivery::at_least_once;
};
inline sink_at_once const sink;
auto const counts = clicks | ms::group_by("event_time"_c) | ms::agg(ms::count());

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(counts, sink).trigger(ms::real_time(5s)).output_mode(ms::append);  // <- here
#else
  auto q = ms::write_stream(counts, sink).trigger(ms::real_time(5s)).output_mode(ms::update);
#endif
}
