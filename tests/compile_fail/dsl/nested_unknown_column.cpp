// SPDX-License-Identifier: Apache-2.0
// expect: MS001: no column
// expect: {"town"}
// expect: columns_there_are<millstream::fixed_string<4>{"city"}, millstream::fixed_string<6>{"opened"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::where("site.town"_c == "Ulm");  // <- here
#else
  auto s = events | ms::where("site.city"_c == "Ulm");
#endif
}
