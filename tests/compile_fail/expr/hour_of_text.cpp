// SPDX-License-Identifier: Apache-2.0
// expect: MS055
// expect: {"a timestamp"}
// expect: {"hour"}
#include "../events.hpp"

#include <millstream/expr/functions/time_parts.hpp>

void user() {
#if MILLSTREAM_WRONG
  auto out = events | ms::with_column("made"_c, ms::hour("user_id"_c));  // <- here
#else
  auto out = events | ms::with_column("made"_c, ms::hour("event_time"_c));
#endif
}
