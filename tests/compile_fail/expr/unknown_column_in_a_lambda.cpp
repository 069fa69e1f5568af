// SPDX-License-Identifier: Apache-2.0
// expect: MS001
// expect: amnt
#include "../events.hpp"

#include <millstream/expr/functions/higher_order.hpp>

void user() {
#if MILLSTREAM_WRONG
  auto out = events | ms::with_column("made"_c, ms::transform(ms::array("amount"_c), [](auto x) { return x + "amnt"_c; }));  // <- here
#else
  auto out = events | ms::with_column("made"_c, ms::transform(ms::array("amount"_c), [](auto x) { return x + "amount"_c; }));
#endif
}
