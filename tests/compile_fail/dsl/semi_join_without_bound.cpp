// SPDX-License-Identifier: Apache-2.0
// expect: MS041: this join of two streams must know when no partner can come any more
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(clicks | ms::join(buys, "user_id"_c, ms::left_semi), any_sink()).output_mode(ms::append);  // <- here
#else
  auto q = ms::write_stream(clicks | ms::join(buys, "user_id"_c, ms::inner), any_sink()).output_mode(ms::append);
#endif
}
