// SPDX-License-Identifier: Apache-2.0
// expect: MS033: this sink needs a key
#include <millstream/connector/table/lmdb.hpp>

#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(events, ms::lmdb("t")).output_mode(ms::update);  // <- here
#else
  auto q = ms::write_stream(events, ms::lmdb("t").key("user_id"_c)).output_mode(ms::update);
#endif
}
