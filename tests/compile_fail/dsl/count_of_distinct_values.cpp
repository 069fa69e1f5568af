// SPDX-License-Identifier: Apache-2.0
// expect: MS038: this operator needs all rows at once
// expect: count_distinct
#include "../events.hpp"

#include <millstream/expr/aggregates/approximate.hpp>

void user() {
  auto const users = events | ms::group_by("event_type"_c);
#if MILLSTREAM_WRONG
  auto s = users | ms::agg(ms::count_distinct("user_id"_c).as("users"_c));  // <- here
#else
  auto s = users | ms::agg(ms::approx_count_distinct("user_id"_c).as("users"_c));
#endif
}
