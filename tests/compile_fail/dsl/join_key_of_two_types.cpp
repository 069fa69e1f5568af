// SPDX-License-Identifier: Apache-2.0
// expect: MS010: the join key wanted<> is left<> in the stream and right<> in the table
// expect: {"user_id"}
// expect: left<millstream::fixed_string<11>{"std::string"}>
// expect: right<millstream::fixed_string<12>{"std::int64_t"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::join(tariffs, "user_id"_c);  // <- here
#else
  auto s = events | ms::join(accounts, "user_id"_c);
#endif
}
