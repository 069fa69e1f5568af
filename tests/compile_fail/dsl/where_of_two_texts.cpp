// SPDX-License-Identifier: Apache-2.0
// expect: MS070: in<> takes columns
// expect: type<millstream::fixed_string<4>{"bool"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::where("event_type" == std::string("view"));  // <- here
#else
  auto s = events | ms::where("event_type"_c == std::string("view"));
#endif
}
