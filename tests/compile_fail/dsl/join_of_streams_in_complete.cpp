// SPDX-License-Identifier: Apache-2.0
// expect: MS040: a join of two streams cannot run in complete mode
#include "../events.hpp"

auto const per_user = ms::write_stream(
    clicks | ms::join(buys, "user_id"_c) | ms::group_by("user_id"_c) | ms::agg(ms::count()),
    any_sink());

void user() {
#if MILLSTREAM_WRONG
  auto q = per_user.output_mode(ms::complete);  // <- here
#else
  auto q = per_user.output_mode(ms::update);
#endif
}
