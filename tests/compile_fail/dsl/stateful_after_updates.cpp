// SPDX-License-Identifier: Apache-2.0
// expect: MS039: another operator with state stands above one whose rows may be late for it
#include "../events.hpp"

auto const per_user = events | ms::with_watermark("event_time"_c, 10s) |
                      ms::group_by(ms::window("event_time"_c, 1min), "user_id"_c) |
                      ms::agg(ms::count());
auto const most = ms::write_stream(
    per_user | ms::group_by("window"_c) | ms::agg(ms::max("count"_c)), any_sink());

void user() {
#if MILLSTREAM_WRONG
  auto q = most.output_mode(ms::update);  // <- here
#else
  auto q = most.output_mode(ms::append);
#endif
}
