// SPDX-License-Identifier: Apache-2.0
// expect: MS021: the function given to in<> cannot be called
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::map([](event& e) { return account{e.user_id, "DE"}; });  // <- here
#else
  auto s = events | ms::map([](event const& e) { return account{e.user_id, "DE"}; });
#endif
}
