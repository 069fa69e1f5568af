// SPDX-License-Identifier: Apache-2.0
// expect: MS045: the sink type<> takes rows only when their batch is committed
// expect: any_sink
#include "../events.hpp"

#include <millstream/dsl/real_time.hpp>

/// A sink that takes rows while their batch is open.
struct sink_at_once : any_sink {
  static constexpr auto delivery_at_once = ms::io::delivery::at_least_once;
};
inline sink_at_once const sink;

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(events, any_sink()).output_mode(ms::update).trigger(ms::real_time(5s));  // <- here
#else
  auto q = ms::write_stream(events, sink).output_mode(ms::update).trigger(ms::real_time(5s));
#endif
}
