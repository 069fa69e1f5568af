// SPDX-License-Identifier: Apache-2.0
// expect: MS036: a stream can be sorted only behind an aggregation and in complete mode
#include "../events.hpp"

auto const counts = events | ms::group_by("user_id"_c) | ms::agg(ms::count());

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(counts | ms::order_by(ms::desc("count"_c)), any_sink()).output_mode(ms::update);  // <- here
#else
  auto q = ms::write_stream(counts | ms::order_by(ms::desc("count"_c)), any_sink()).output_mode(ms::complete);
#endif
}
