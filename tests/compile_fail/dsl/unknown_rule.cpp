// SPDX-License-Identifier: Apache-2.0
// expect: MS050: the optimizer has no rule wanted<>
// expect: {"prune_colums"}
// expect: {"prune_columns"}
// expect: {"push_filter_below_join"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(events, any_sink()).without_rules("prune_colums"_c);  // <- here
#else
  auto q = ms::write_stream(events, any_sink()).without_rules("prune_columns"_c);
#endif
}
