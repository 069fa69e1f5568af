// SPDX-License-Identifier: Apache-2.0
// expect: MS027: ms::in<> needs a stream, and this is a table
// expect: {"union_"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::union_(accounts);  // <- here
#else
  auto s = events | ms::union_(events);
#endif
}
