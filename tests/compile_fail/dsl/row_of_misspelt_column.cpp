// SPDX-License-Identifier: Apache-2.0
// expect: MS001: no column
// expect: wanted<millstream::fixed_string<5>{"amont"}>
// expect: did_you_mean<millstream::fixed_string<6>{"amount"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::filter([](auto const& row) { return row["amont"_c] > 5; });  // <- here
#else
  auto s = events | ms::filter([](auto const& row) { return row["amount"_c] > 5; });
#endif
}
