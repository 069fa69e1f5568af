// SPDX-License-Identifier: Apache-2.0
// expect: MS021: the function given to in<> cannot be called with the rows of this stream
// expect: type<millstream::fixed_string<3>{"int"}>
// expect: columns_there_are<millstream::fixed_string<10>{"event_type"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::where([](int amount) { return amount > 5; });  // <- here
#else
  auto s = events | ms::where([](event const& e) { return e.amount > 5; });
#endif
}
