// SPDX-License-Identifier: Apache-2.0
// expect: MS022: there is no cast from left<> to right<>
// expect: left<millstream::fixed_string<13>{"ms::timestamp"}>
// expect: right<millstream::fixed_string<4>{"bool"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::with_column("b"_c, ms::cast<bool>("event_time"_c));  // <- here
#else
  auto s = events | ms::with_column("b"_c, ms::cast<std::int64_t>("event_time"_c));
#endif
}
