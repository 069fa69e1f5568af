// SPDX-License-Identifier: Apache-2.0
// expect: MS015: agg takes aggregates only
// expect: wanted<millstream::fixed_string<6>{"amount"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::group_by("user_id"_c) | ms::agg("amount"_c);  // <- here
#else
  auto s = events | ms::group_by("user_id"_c) | ms::agg(ms::max("amount"_c));
#endif
}
