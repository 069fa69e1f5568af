// SPDX-License-Identifier: Apache-2.0
// expect: MS007: complete mode needs an aggregation
// expect: output_mode(complete)
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(events, any_sink()).output_mode(ms::complete);  // <- here
#else
  auto q = ms::write_stream(events, any_sink()).output_mode(ms::append);
#endif
}
