// SPDX-License-Identifier: Apache-2.0
// expect: MS046:
#include "../events.hpp"

#include <millstream/dsl/transform_with_state.hpp>

struct counter {
  using input = event;
  using output = place;
  static constexpr auto time_mode = ms::time_mode::event_time;
  ms::value_state<std::int64_t> seen;
  void handle_rows(auto const&, std::span<event const>, ms::group_context<place>&) {}
};
BOOST_HANA_ADAPT_STRUCT(counter, seen);

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::group_by("user_id"_c) | ms::transform_with_state(counter{});
#else
  auto s = events | ms::with_watermark("event_time"_c, 10s) | ms::group_by("user_id"_c) |
           ms::transform_with_state(counter{});
#endif
  auto query = ms::write_stream(s, any_sink{}).output_mode(ms::update);  // <- here
}
