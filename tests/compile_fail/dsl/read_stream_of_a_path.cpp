// SPDX-License-Identifier: Apache-2.0
// expect: MS072: in<> takes a source
// expect: in<millstream::fixed_string<11>{"read_stream"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = ms::read_stream<event>("events/");  // <- here
#else
  auto s = ms::read_stream<event>(ms::range_source(event_rows));
#endif
}
