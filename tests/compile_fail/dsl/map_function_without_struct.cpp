// SPDX-License-Identifier: Apache-2.0
// expect: MS021: the function given to in<> returns type<>
// expect: in<millstream::fixed_string<3>{"map"}>
// expect: type<millstream::fixed_string<12>{"std::int64_t"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::map([](event const& e) { return e.amount; });  // <- here
#else
  auto s = events | ms::map([](event const& e) { return account{e.user_id, "DE"}; });
#endif
}
