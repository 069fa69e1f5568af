// SPDX-License-Identifier: Apache-2.0
// expect: MS024
// expect: {"array_contains"}
#include "../events.hpp"

#include <millstream/expr/functions/array.hpp>

void user() {
#if MILLSTREAM_WRONG
  auto out = events | ms::with_column("made"_c, ms::array_contains(ms::array("amount"_c), "user_id"_c));  // <- here
#else
  auto out = events | ms::with_column("made"_c, ms::array_contains(ms::array("amount"_c), 7));
#endif
}
