// SPDX-License-Identifier: Apache-2.0
// expect: MS006: append mode on an aggregation needs a watermark
#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>

#include "../events.hpp"

auto const counts = events | ms::group_by("user_id"_c) | ms::agg(ms::count());

void user() {
#if MILLSTREAM_WRONG
  ms::run(ms::write_stream(counts, ms::testing::memory_sink()));  // <- here
#else
  ms::run(ms::write_stream(counts, ms::testing::memory_sink()).output_mode(ms::update));
#endif
}
