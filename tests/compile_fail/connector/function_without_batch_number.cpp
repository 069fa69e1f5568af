// SPDX-License-Identifier: Apache-2.0
// expect: MS086: ms::for_each_batch takes a function of the rows and the number of a batch
#include <millstream/connector/transport/for_each_batch.hpp>

#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto sink = ms::for_each_batch([](auto) {});
  auto query = ms::write_stream(events, sink).output_mode(ms::append);  // <- here
#else
  auto sink = ms::for_each_batch([](auto rows, std::int64_t batch) { std::ignore = std::pair(rows, batch); });
  auto query = ms::write_stream(events, sink).output_mode(ms::append);
#endif
}
