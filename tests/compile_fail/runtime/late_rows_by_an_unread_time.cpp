// SPDX-License-Identifier: Apache-2.0
// expect: MS074: late_rows would get nothing: nobody reads the event time wanted<>
// expect: "event_time"
#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>

#include "../events.hpp"

auto const first = clicks | ms::drop_duplicates("user_id"_c);

void user() {
  ms::testing::memory_sink const sink, late;
#if MILLSTREAM_WRONG
  ms::run(ms::write_stream(first | ms::select("user_id"_c), sink).late_rows(late));  // <- here
#else
  ms::run(ms::write_stream(first | ms::select("user_id"_c, "event_time"_c), sink).late_rows(late));
#endif
}
