// SPDX-License-Identifier: Apache-2.0
// expect: MS012: union_ needs the same columns in the same order
// expect: left_columns<millstream::fixed_string<7>{"user_id"}, millstream::fixed_string<6>{"amount"}>
// expect: right_columns<millstream::fixed_string<7>{"user_id"}, millstream::fixed_string<5>{"price"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::select("user_id"_c, "amount"_c) | ms::union_(events | ms::select("user_id"_c, "price"_c));  // <- here
#else
  auto s = events | ms::select("user_id"_c, "amount"_c) | ms::union_(events | ms::select("user_id"_c, "amount"_c));
#endif
}
