// SPDX-License-Identifier: Apache-2.0
// expect: MS074: late_rows of a join of streams is not there yet
#include "../events.hpp"

auto const pairs =
    clicks | ms::join(buys, "user_id"_c,
                      "buy_time"_c >= "event_time"_c && "buy_time"_c <= "event_time"_c + 1h);

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(pairs, any_sink()).late_rows(file_sink()).output_mode(ms::append);  // <- here
#else
  auto q = ms::write_stream(pairs, any_sink()).output_mode(ms::append);
#endif
}
