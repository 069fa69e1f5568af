// SPDX-License-Identifier: Apache-2.0
// expect: MS049: ms::erase_stream takes a stream of one source
// expect: with_watermark
#include "../events.hpp"

#include <millstream/runtime/any_stream.hpp>

auto const plain = events | ms::where("amount"_c > 1);
auto const watched = plain | ms::with_watermark("event_time"_c, 10s);

void user() {
#if MILLSTREAM_WRONG
  auto s = ms::erase_stream<event>(watched);  // <- here
#else
  auto s = ms::erase_stream<event>(plain) | ms::with_watermark("event_time"_c, 10s);
#endif
}
