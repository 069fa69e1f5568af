// SPDX-License-Identifier: Apache-2.0
// expect: MS001
// expect: no column
#include "../events.hpp"

auto const paid = ms::pipeline("paid", ms::where("price"_c > 0.0) | ms::drop("price"_c));

void user() {
#if MILLSTREAM_WRONG
  auto s = accounts | paid;  // <- here
#else
  auto s = events | paid;
#endif
}
