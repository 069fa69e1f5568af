// SPDX-License-Identifier: Apache-2.0
// expect: MS070: in<> takes columns
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::group_by("user_id") | ms::agg(ms::count().as("n"_c));  // <- here
#else
  auto s = events | ms::group_by("user_id"_c) | ms::agg(ms::count().as("n"_c));
#endif
}
