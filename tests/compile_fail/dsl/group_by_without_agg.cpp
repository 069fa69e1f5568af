// SPDX-License-Identifier: Apache-2.0
// expect: MS025: group_by must be followed by ms::agg(...)
// expect: in<millstream::fixed_string<12>{"write_stream"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(events | ms::group_by("user_id"_c), any_sink());  // <- here
#else
  auto q = ms::write_stream(events | ms::group_by("user_id"_c) | ms::agg(ms::count()), any_sink());
#endif
}
