// SPDX-License-Identifier: Apache-2.0
// expect: MS001
// expect: "clicks"
#include "../events.hpp"

auto const counts =
    clicks | ms::group_by(ms::window("event_time"_c, 10s), "user_id"_c) | ms::agg(ms::count().as("clicks"_c));

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(counts, any_sink())
               .late_rows(table_sink<>().key("user_id"_c, "clicks"_c))
               .output_mode(ms::update);  // <- here
#else
  auto q = ms::write_stream(counts, any_sink())
               .late_rows(table_sink<>().key("user_id"_c, "event_time"_c))
               .output_mode(ms::update);
#endif
}
