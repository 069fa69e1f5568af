// SPDX-License-Identifier: Apache-2.0
// expect: MS074: late_rows would get nothing: no row of this query is late
#include "../events.hpp"

auto const by_user = clicks | ms::group_by("user_id"_c) | ms::agg(ms::count());
auto const by_user_and_time =
    clicks | ms::group_by("user_id"_c, ms::window("event_time"_c, 10s)) | ms::agg(ms::count());

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(by_user, any_sink()).late_rows(file_sink()).output_mode(ms::update);  // <- here
#else
  auto q = ms::write_stream(by_user_and_time, any_sink()).late_rows(file_sink()).output_mode(ms::update);
#endif
}
