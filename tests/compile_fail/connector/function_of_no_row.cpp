// SPDX-License-Identifier: Apache-2.0
// expect: MS086: ms::for_each takes a function of a row
#include "../events.hpp"

#include <millstream/connector/transport/for_each.hpp>

void user() {
#if MILLSTREAM_WRONG
  auto sink = ms::for_each([](auto, std::int64_t) {});
#else
  auto sink = ms::for_each([](auto const&) {});
#endif
  auto query = ms::write_stream(events, sink).output_mode(ms::append);  // <- here
}
