// SPDX-License-Identifier: Apache-2.0
// expect: MS001: no column wanted<>: what is before the dot is no nested record
// expect: {"name"}
// expect: type<millstream::fixed_string<11>{"std::string"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::where("user_id.name"_c == "x");  // <- here
#else
  auto s = events | ms::where("user_id"_c == "x");
#endif
}
