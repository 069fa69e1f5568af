// SPDX-License-Identifier: Apache-2.0
// expect: MS045: an operator of this query cannot run under a real-time trigger
#include "../events.hpp"

#include <millstream/dsl/real_time.hpp>

/// A sink that takes rows while their batch is open.
struct sink_at_once : any_sink {
  static constexpr auto delivery_at_once = ms::io::delivery::at_least_once;
};
inline sink_at_once const sink;

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(clicks | ms::join(buys, "user_id"_c), sink).trigger(ms::real_time(5s));  // <- here
#else
  auto q = ms::write_stream(clicks | ms::join(accounts, "user_id"_c), sink).trigger(ms::real_time(5s));
#endif
}
