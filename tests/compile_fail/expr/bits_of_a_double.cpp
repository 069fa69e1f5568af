// SPDX-License-Identifier: Apache-2.0
// expect: MS055
// expect: {"a whole number"}
#include "../events.hpp"

#include <millstream/expr/functions/bits.hpp>

void user() {
#if MILLSTREAM_WRONG
  auto out = events | ms::with_column("made"_c, ms::bit_get("price"_c, 1));  // <- here
#else
  auto out = events | ms::with_column("made"_c, ms::bit_get("amount"_c, 1));
#endif
}
