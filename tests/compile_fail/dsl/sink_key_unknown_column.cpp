// SPDX-License-Identifier: Apache-2.0
// expect: MS001: no column
// expect: {"user"}
// expect: columns_there_are<millstream::fixed_string<10>{"event_type"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(events, table_sink<>().key("user"_c)).output_mode(ms::update);  // <- here
#else
  auto q = ms::write_stream(events, table_sink<>().key("user_id"_c)).output_mode(ms::update);
#endif
}
