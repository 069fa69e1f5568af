// SPDX-License-Identifier: Apache-2.0
// expect: MS072: a trigger is
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(events, any_sink()).trigger(5s);  // <- here
#else
  auto q = ms::write_stream(events, any_sink()).trigger(ms::processing_time(5s));
#endif
}
