// SPDX-License-Identifier: Apache-2.0
// expect: MS016: a window needs an ms::timestamp
// expect: type<millstream::fixed_string<12>{"std::int64_t"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::group_by(ms::window("amount"_c, 10s)) | ms::agg(ms::count());  // <- here
#else
  auto s = events | ms::group_by(ms::window("event_time"_c, 10s)) | ms::agg(ms::count());
#endif
}
