// SPDX-License-Identifier: Apache-2.0
// expect: MS004: a condition must be a boolean
// expect: type<millstream::fixed_string<12>{"std::int64_t"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::where("amount"_c);  // <- here
#else
  auto s = events | ms::where("amount"_c != 0);
#endif
}
