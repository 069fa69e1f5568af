// SPDX-License-Identifier: Apache-2.0
// expect: MS060: two generators in one select
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = baskets | ms::select(ms::explode("items"_c).as("item"_c), ms::explode("coupons"_c).as("coupon"_c));  // <- here
#else
  auto s = baskets | ms::select(ms::explode("items"_c).as("item"_c), "coupons"_c) | ms::select("item"_c, ms::explode("coupons"_c).as("coupon"_c));
#endif
}
