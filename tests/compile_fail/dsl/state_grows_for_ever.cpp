// SPDX-License-Identifier: Apache-2.0
// expect: MS047: the state of in<> grows for ever: no key holds the event time
// expect: the aggregation by user_id
#include "../events.hpp"

auto const watched = events | ms::with_watermark("event_time"_c, 10s);
auto const counted = [](auto... keys) {
  return ms::write_stream(watched | ms::group_by(keys...) | ms::agg(ms::count()), any_sink())
      .output_mode(ms::update);
};

void user() {
#if MILLSTREAM_WRONG
  ms::require_bounded_state(counted("user_id"_c));  // <- here
#else
  ms::require_bounded_state(counted("user_id"_c, ms::window("event_time"_c, 10s)));
#endif
}
