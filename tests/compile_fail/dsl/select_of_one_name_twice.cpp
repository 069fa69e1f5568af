// SPDX-License-Identifier: Apache-2.0
// expect: MS013: two columns of the result have the name wanted<>
// expect: {"amount"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::select("amount"_c, ("amount"_c * 2).as("amount"_c));  // <- here
#else
  auto s = events | ms::select("amount"_c, ("amount"_c * 2).as("doubled"_c));
#endif
}
