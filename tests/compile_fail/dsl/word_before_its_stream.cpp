// SPDX-License-Identifier: Apache-2.0
// expect: MS080: ms::in<> stands behind its stream
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = ms::where("amount"_c > 5) | events;  // <- here
#else
  auto s = events | ms::where("amount"_c > 5);
#endif
}
