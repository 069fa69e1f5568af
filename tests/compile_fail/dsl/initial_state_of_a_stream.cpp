// SPDX-License-Identifier: Apache-2.0
// expect: MS090: ms::initial_state takes a table
#include "../events.hpp"

#include <millstream/dsl/transform_with_state.hpp>

struct counter {
  using input = event;
  using output = account;
  using initial = account;
  ms::value_state<std::int64_t> seen;
  void handle_initial_state(auto const&, account const&, ms::group_timers&) {}
  void handle_rows(auto const&, std::span<event const>, ms::group_context<account>&) {}
};
BOOST_HANA_ADAPT_STRUCT(counter, seen);

void user() {
  auto const keyed = events | ms::group_by("user_id"_c);
#if MILLSTREAM_WRONG
  auto s = keyed | ms::transform_with_state(counter{}, ms::initial_state(events));  // <- here
#else
  auto s = keyed | ms::transform_with_state(counter{}, ms::initial_state(accounts));
#endif
}
