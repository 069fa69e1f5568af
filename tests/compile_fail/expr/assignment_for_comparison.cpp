// SPDX-License-Identifier: Apache-2.0
// expect: MS031: a value is assigned to the column wanted<>
// expect: wanted<millstream::fixed_string<6>{"amount"}>
// expect: {"int"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::where("amount"_c = 5);  // <- here
#else
  auto s = events | ms::where("amount"_c == 5);
#endif
}
