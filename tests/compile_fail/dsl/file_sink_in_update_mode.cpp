// SPDX-License-Identifier: Apache-2.0
// expect: MS018: the sink type<> cannot take the output mode in<>
// expect: {"update"}
// expect: {"file_sink"}
#include "../events.hpp"

auto const counts = events | ms::group_by("event_type"_c, "user_id"_c) | ms::agg(ms::count());

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(counts, file_sink()).output_mode(ms::update);  // <- here
#else
  auto q = ms::write_stream(counts, any_sink()).output_mode(ms::update);
#endif
}
