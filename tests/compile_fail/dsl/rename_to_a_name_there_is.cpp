// SPDX-License-Identifier: Apache-2.0
// expect: MS013
// expect: two columns of the result have the name
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::rename("amount"_c, "price"_c);  // <- here
#else
  auto s = events | ms::rename("amount"_c, "cents"_c);
#endif
}
