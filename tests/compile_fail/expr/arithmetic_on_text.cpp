// SPDX-License-Identifier: Apache-2.0
// expect: MS003: arithmetic needs numbers
// expect: left<millstream::fixed_string<11>{"std::string"}>
// expect: right<millstream::fixed_string<3>{"int"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::with_column("twice"_c, "user_id"_c * 2);  // <- here
#else
  auto s = events | ms::with_column("twice"_c, "amount"_c * 2);
#endif
}
