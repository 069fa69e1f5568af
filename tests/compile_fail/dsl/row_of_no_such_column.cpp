// SPDX-License-Identifier: Apache-2.0
// expect: MS001: no column
// expect: wanted<millstream::fixed_string<8>{"severity"}>
// expect: columns_there_are<millstream::fixed_string<10>{"event_type"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::where([](auto row) { return row["severity"_c] > 5 && row["kind"_c] == "a"; });  // <- here
#else
  auto s = events | ms::where([](auto row) { return row["amount"_c] > 5 && row["user_id"_c] == "a"; });
#endif
}
