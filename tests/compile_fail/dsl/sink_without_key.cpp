// SPDX-License-Identifier: Apache-2.0
// expect: MS033: this sink needs a key
#include "../events.hpp"

auto const counts = events | ms::group_by("event_type"_c, "user_id"_c) | ms::agg(ms::count());

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(counts, table_sink<>()).output_mode(ms::update);  // <- here
#else
  auto q = ms::write_stream(counts, table_sink<>().key("event_type"_c, "user_id"_c)).output_mode(ms::update);
#endif
}
