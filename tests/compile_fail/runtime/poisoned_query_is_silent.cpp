// SPDX-License-Identifier: Apache-2.0
// One mistake, one error: nothing that follows it says a word.
// expect: MS001: no column
// expect: {"evnt_type"}
#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>

#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto views = events | ms::where("evnt_type"_c == "view");  // <- here
#else
  auto views = events | ms::where("event_type"_c == "view");
#endif
  auto counts = views | ms::with_watermark("event_time"_c, 10s) | ms::join(accounts, "user_id"_c) |
                ms::with_column("day"_c, ms::cast<ms::date>("event_time"_c)) |
                ms::map([](event const& e) { return account{e.user_id, e.site.city}; }) | ms::union_(views | ms::select("user_id"_c, "site.city"_c.as("country"_c))) |
                ms::group_by("country"_c) | ms::agg(ms::count().as("views"_c)) | ms::where([](auto const& row) { return row["views"_c] > 1; });
  auto query = ms::write_stream(counts, ms::testing::memory_sink()).output_mode(ms::complete).trigger(ms::available_now);
  static_cast<void>(ms::explain(query));
  ms::run(query);
  static_cast<void>(ms::start(query));
  static_cast<void>(ms::open_query(query));
}
