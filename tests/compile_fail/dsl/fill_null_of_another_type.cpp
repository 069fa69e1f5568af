// SPDX-License-Identifier: Apache-2.0
// expect: MS024
// expect: need one common type
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::fill_null("none", "price"_c);  // <- here
#else
  auto s = events | ms::fill_null(0.0, "price"_c);
#endif
}
