// SPDX-License-Identifier: Apache-2.0
// expect: MS002: left<> and right<> cannot be compared
// expect: left<millstream::fixed_string<12>{"std::int64_t"}>
// expect: right<millstream::fixed_string<11>{"std::string"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::where("amount"_c == "view");  // <- here
#else
  auto s = events | ms::where("event_type"_c == "view");
#endif
}
