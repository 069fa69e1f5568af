// SPDX-License-Identifier: Apache-2.0
// expect: MS006: append mode on an aggregation needs a watermark
// expect: output_mode(append)
#include "../events.hpp"

auto const counts = events | ms::group_by("user_id"_c) | ms::agg(ms::count());

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(counts, any_sink()).output_mode(ms::append);  // <- here
#else
  auto q = ms::write_stream(counts, any_sink()).output_mode(ms::update);
#endif
}
