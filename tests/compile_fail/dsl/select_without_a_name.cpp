// SPDX-License-Identifier: Apache-2.0
// expect: MS014: an expression that becomes a column needs a name
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::select("user_id"_c, "amount"_c * 2);  // <- here
#else
  auto s = events | ms::select("user_id"_c, ("amount"_c * 2).as("doubled"_c));
#endif
}
