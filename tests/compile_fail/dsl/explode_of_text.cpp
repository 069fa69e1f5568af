// SPDX-License-Identifier: Apache-2.0
// expect: MS061
// expect: needs an array
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = baskets | ms::select(ms::explode("user_id"_c).as("item"_c));  // <- here
#else
  auto s = baskets | ms::select(ms::explode("items"_c).as("item"_c));
#endif
}
