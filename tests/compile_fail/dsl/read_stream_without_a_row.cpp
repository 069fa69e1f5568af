// SPDX-License-Identifier: Apache-2.0
// expect: MS073: in<> has to be told what a row is
// expect: in<millstream::fixed_string<11>{"read_stream"}>
#include "../events.hpp"

/// A source that does not know what its rows are, as files.
struct file_source {};

void user() {
#if MILLSTREAM_WRONG
  auto s = ms::read_stream(file_source());  // <- here
#else
  auto s = ms::read_stream<event>(file_source());
#endif
}
