// SPDX-License-Identifier: Apache-2.0
// expect: MS072: in<> takes a sink
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(events, any_sink()).dead_letter("broken");  // <- here
#else
  auto q = ms::write_stream(events, any_sink()).dead_letter(file_sink());
#endif
}
