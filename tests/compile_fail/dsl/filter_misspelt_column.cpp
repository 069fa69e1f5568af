// SPDX-License-Identifier: Apache-2.0
// expect: MS001: no column
// expect: did you mean
// expect: wanted<millstream::fixed_string<9>{"evnt_type"}>
// expect: did_you_mean<millstream::fixed_string<10>{"event_type"}>
// expect: columns_there_are<millstream::fixed_string<10>{"event_type"}, millstream::fixed_string<7>{"user_id"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto views = events | ms::where("evnt_type"_c == "view");  // <- here
#else
  auto views = events | ms::where("event_type"_c == "view");
#endif
}
