// SPDX-License-Identifier: Apache-2.0
// expect: MS083: streams below an operator with state cannot be united
#include "../events.hpp"

auto const once = events | ms::drop_duplicates("user_id"_c);

void user() {
#if MILLSTREAM_WRONG
  auto s = once | ms::union_(events);  // <- here
#else
  auto s = events | ms::union_(events) | ms::drop_duplicates("user_id"_c);
#endif
}
