// SPDX-License-Identifier: Apache-2.0
// expect: MS021: the function given to in<> returns type<>
// expect: in<millstream::fixed_string<6>{"filter"}>
// expect: type<millstream::fixed_string<11>{"std::string"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::filter([](event const& e) { return e.user_id; });  // <- here
#else
  auto s = events | ms::filter([](event const& e) { return e.user_id == "x"; });
#endif
}
