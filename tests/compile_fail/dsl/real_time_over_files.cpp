// SPDX-License-Identifier: Apache-2.0
// expect: MS045: the source type<> cannot be asked for new rows while a batch runs
// expect: source_of_files
#include "../events.hpp"

#include <millstream/dsl/real_time.hpp>

/// A sink that takes rows while their batch is open.
struct sink_at_once : any_sink {
  static constexpr auto delivery_at_once = ms::io::delivery::at_least_once;
};
inline sink_at_once const sink;

/// A source that plans batches as a whole.
struct source_of_files {
  using row_schema = ms::schema_of<event>;
  std::string to_string() const { return "files"; }
  struct live {};
  template <class Declared, class Checked, class Needed>
  live open_source(ms::io::source_context const&) const {
    return {};
  }
};

void user() {
#if MILLSTREAM_WRONG
  auto q = ms::write_stream(ms::read_stream(source_of_files()), sink).trigger(ms::real_time(5s));  // <- here
#else
  auto q = ms::write_stream(events, sink).trigger(ms::real_time(5s));
#endif
}
