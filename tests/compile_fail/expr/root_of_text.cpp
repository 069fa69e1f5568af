// SPDX-License-Identifier: Apache-2.0
// expect: MS055
// expect: {"a number"}
// expect: {"sqrt"}
#include "../events.hpp"

#include <millstream/expr/functions/math.hpp>

void user() {
#if MILLSTREAM_WRONG
  auto out = events | ms::with_column("made"_c, ms::sqrt("user_id"_c));  // <- here
#else
  auto out = events | ms::with_column("made"_c, ms::sqrt("amount"_c));
#endif
}
