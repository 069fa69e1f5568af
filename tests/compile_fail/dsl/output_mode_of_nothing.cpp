// SPDX-License-Identifier: Apache-2.0
// expect: MS072: an output mode is ms::append
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(events, any_sink{}).output_mode();  // <- here
#else
  auto q = ms::write_stream(events, any_sink{}).output_mode(ms::append);
#endif
}
