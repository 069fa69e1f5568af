// SPDX-License-Identifier: Apache-2.0
// expect: MS056: ms::in<> cannot make a map with keys of type<>
// expect: type<millstream::fixed_string<6>{"double"}>
#include "../events.hpp"

#include <millstream/expr/functions/map.hpp>

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::with_column("map"_c, ms::create_map(1.5, "user_id"_c));  // <- here
#else
  auto s = events | ms::with_column("map"_c, ms::create_map(1, "user_id"_c));
#endif
}
