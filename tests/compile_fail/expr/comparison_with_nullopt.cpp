// SPDX-License-Identifier: Apache-2.0
// expect: MS071: a comparison with null is never true
// expect: {"price"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::where("price"_c == std::nullopt);  // <- here
#else
  auto s = events | ms::where(ms::is_null("price"_c));
#endif
}
