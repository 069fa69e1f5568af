// SPDX-License-Identifier: Apache-2.0
// expect: MS041: this join of two streams must know when no partner can come any more
#include "../events.hpp"

auto const in_append = [](auto const& s) {
  return ms::write_stream(s, any_sink()).output_mode(ms::append);
};

void user() {
#if MILLSTREAM_WRONG
  auto q = in_append(clicks | ms::join(ms::left_outer, buys, "user_id"_c, "buy_time"_c >= "event_time"_c));  // <- here
#else
  auto q = in_append(clicks | ms::join(ms::left_outer, buys, "user_id"_c, "buy_time"_c <= "event_time"_c + 1h));
#endif
}
