// SPDX-License-Identifier: Apache-2.0
// expect: MS037: limit cannot run in update mode
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(events | ms::limit(10), any_sink()).output_mode(ms::update);  // <- here
#else
  auto q = ms::write_stream(events | ms::limit(10), any_sink()).output_mode(ms::append);
#endif
}
