// SPDX-License-Identifier: Apache-2.0
// expect: MS062
// expect: stands where a value of one row is needed
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = baskets | ms::where(ms::explode("items"_c) == "bread");  // <- here
#else
  auto s = baskets | ms::select("user_id"_c, ms::explode("items"_c).as("item"_c)) | ms::where("item"_c == "bread");
#endif
}
