// SPDX-License-Identifier: Apache-2.0
// expect: MS027: ms::in<> needs a stream, and this is a table
// expect: {"write_stream"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(accounts, any_sink());  // <- here
#else
  auto q = ms::write_stream(events | ms::join(accounts, "user_id"_c), any_sink());
#endif
}
