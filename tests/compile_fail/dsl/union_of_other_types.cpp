// SPDX-License-Identifier: Apache-2.0
// expect: MS012: union_ needs the same types on both sides
// expect: wanted<millstream::fixed_string<6>{"amount"}>
// expect: {"std::int64_t"}
// expect: {"std::optional<double>"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::select("amount"_c) | ms::union_(events | ms::select("price"_c.as("amount"_c)));  // <- here
#else
  auto s = events | ms::select("amount"_c) | ms::union_(events | ms::select("amount"_c));
#endif
}
