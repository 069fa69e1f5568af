// SPDX-License-Identifier: Apache-2.0
// expect: MS047: the state of in<> grows for ever: complete mode keeps every group
// expect: the aggregation by window
#include "../events.hpp"

auto const counts = events | ms::with_watermark("event_time"_c, 10s) |
                    ms::group_by(ms::window("event_time"_c, 10s)) | ms::agg(ms::count());
auto const query = ms::write_stream(counts, any_sink());

void user() {
#if MILLSTREAM_WRONG
  ms::require_bounded_state(query.output_mode(ms::complete));  // <- here
#else
  ms::require_bounded_state(query.output_mode(ms::append));
#endif
}
