// SPDX-License-Identifier: Apache-2.0
// expect: MS001: no column wanted<>; there are columns_there_are<>
// expect: wanted<millstream::fixed_string<8>{"campaign"}>
// reject: did_you_mean<millstream
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::select("campaign"_c);  // <- here
#else
  auto s = events | ms::select("user_id"_c);
#endif
}
