// SPDX-License-Identifier: Apache-2.0
// expect: MS008: the struct type<> has a member wanted<>, but there is no such column
// expect: wanted<millstream::fixed_string<7>{"country"}>
// expect: {"account"}
// expect: columns_there_are<millstream::fixed_string<10>{"event_type"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::where([](account const& a) { return a.country == "DE"; });  // <- here
#else
  auto s = events | ms::join(accounts, "user_id"_c) | ms::where([](account const& a) { return a.country == "DE"; });
#endif
}
