// SPDX-License-Identifier: Apache-2.0
// expect: MS055
// expect: {"an array"}
#include "../events.hpp"

#include <millstream/expr/functions/array.hpp>

void user() {
#if MILLSTREAM_WRONG
  auto out = events | ms::with_column("made"_c, ms::element_at("user_id"_c, 1));  // <- here
#else
  auto out = events | ms::with_column("made"_c, ms::element_at(ms::array("user_id"_c), 1));
#endif
}
