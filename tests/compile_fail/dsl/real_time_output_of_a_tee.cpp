// SPDX-License-Identifier: Apache-2.0
// expect: MS045: the sink type<> takes rows only when their batch is committed
#include "../events.hpp"

#include <millstream/dsl/real_time.hpp>

/// A sink that takes rows while their batch is open.
struct sink_at_once : any_sink {
  static constexpr auto delivery_at_once = ms::io::delivery::at_least_once;
};
inline sink_at_once const sink;

void user() {
  auto all = ms::write_stream(events, sink).output_mode(ms::update);
#if MILLSTREAM_WRONG
  auto counts = ms::write_stream(events | ms::group_by("user_id"_c) | ms::agg(ms::count()), any_sink())
#else
  auto counts = ms::write_stream(events | ms::group_by("user_id"_c) | ms::agg(ms::count()), sink)
#endif
                    .output_mode(ms::update)
                    .query_name("counts");
  auto q = ms::tee(all, counts).trigger(ms::real_time(5s));  // <- here
}
