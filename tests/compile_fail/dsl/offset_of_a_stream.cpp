// SPDX-License-Identifier: Apache-2.0
// expect: MS037: the first rows of a stream cannot be skipped
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::offset(10);  // <- here
#else
  auto s = events | ms::where("amount"_c > 10);
#endif
}
