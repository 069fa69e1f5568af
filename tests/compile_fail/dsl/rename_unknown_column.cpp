// SPDX-License-Identifier: Apache-2.0
// expect: MS001
// expect: no column
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::rename("amuont"_c, "cents"_c);  // <- here
#else
  auto s = events | ms::rename("amount"_c, "cents"_c);
#endif
}
