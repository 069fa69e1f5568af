// SPDX-License-Identifier: Apache-2.0
// expect: MS081: ms::write_stream takes the stream and the sink
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(events);  // <- here
#else
  auto q = ms::write_stream(events, any_sink{});
#endif
}
