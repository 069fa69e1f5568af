// SPDX-License-Identifier: Apache-2.0
// expect: MS020: the aggregate in<> stands where a value of one row is needed
// expect: in<millstream::fixed_string<3>{"sum"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::where(ms::sum("amount"_c) > 5);  // <- here
#else
  auto s = events | ms::agg(ms::sum("amount"_c)) | ms::where("sum"_c > 5);
#endif
}
