// SPDX-License-Identifier: Apache-2.0
// expect: MS064: a stream cannot be sampled
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::sample(0.01);  // <- here
#else
  auto s = events | ms::where("amount"_c % 100 == 0);
#endif
}
