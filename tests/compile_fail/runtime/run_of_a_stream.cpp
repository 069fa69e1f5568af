// SPDX-License-Identifier: Apache-2.0
// expect: MS085: ms::in<> takes a query
#include "../events.hpp"

#include <millstream/runtime/start.hpp>

struct nowhere : any_sink {
  std::string to_string() const { return "nowhere"; }
};

void user() {
  auto const views = events | ms::where("event_type"_c == "view");
#if MILLSTREAM_WRONG
  ms::run(views);  // <- here
#else
  auto query = ms::write_stream(views, nowhere{});
#endif
}
