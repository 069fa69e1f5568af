// SPDX-License-Identifier: Apache-2.0
// expect: MS005: the aggregate in<> cannot take type<>
// expect: in<millstream::fixed_string<3>{"sum"}>
// expect: type<millstream::fixed_string<11>{"std::string"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::group_by("event_type"_c) | ms::agg(ms::sum("user_id"_c));  // <- here
#else
  auto s = events | ms::group_by("event_type"_c) | ms::agg(ms::sum("amount"_c));
#endif
}
