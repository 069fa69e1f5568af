// SPDX-License-Identifier: Apache-2.0
// expect: MS040: an outer join of two streams runs in append mode only
#include "../events.hpp"

auto const with_buys = ms::write_stream(
    clicks | ms::join(ms::left_outer, buys, "user_id"_c, "buy_time"_c <= "event_time"_c + 1h),
    any_sink());

void user() {
#if MILLSTREAM_WRONG
  auto q = with_buys.output_mode(ms::update);  // <- here
#else
  auto q = with_buys.output_mode(ms::append);
#endif
}
