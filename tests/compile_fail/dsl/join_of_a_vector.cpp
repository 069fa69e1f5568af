// SPDX-License-Identifier: Apache-2.0
// expect: MS028: ms::join takes a table or a stream, and type<> is none
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::join(std::vector<account>{}, "user_id"_c);  // <- here
#else
  auto s = events | ms::join(ms::read(std::vector<account>{}), "user_id"_c);
#endif
}
