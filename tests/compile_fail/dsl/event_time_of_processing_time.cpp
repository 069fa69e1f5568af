// SPDX-License-Identifier: Apache-2.0
// expect: MS088: rows of a processor in processing time have no event time
#include "../events.hpp"

#include <millstream/dsl/transform_with_state.hpp>

struct counter {
  using input = event;
  using output = place;
  static constexpr auto time_mode = ms::time_mode::processing_time;
  ms::value_state<std::int64_t> seen;
  void handle_rows(auto const&, std::span<event const>, ms::group_context<place>&) {}
};
BOOST_HANA_ADAPT_STRUCT(counter, seen);

auto const users = events | ms::group_by("user_id"_c);

void user() {
#if MILLSTREAM_WRONG
  auto s = users | ms::transform_with_state(counter{}, "opened"_c);  // <- here
#else
  auto s = users | ms::transform_with_state(counter{});
#endif
}
