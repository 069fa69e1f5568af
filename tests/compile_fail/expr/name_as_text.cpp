// SPDX-License-Identifier: Apache-2.0
// expect: MS070: in<> takes columns
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::select(("amount"_c * 2).as("double"));  // <- here
#else
  auto s = events | ms::select(("amount"_c * 2).as("double"_c));
#endif
}
