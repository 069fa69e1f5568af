// SPDX-License-Identifier: Apache-2.0
// expect: MS090: the processor type<> cannot begin with a state
#include "../events.hpp"

#include <millstream/dsl/transform_with_state.hpp>

struct counter {
  using input = event;
  using output = account;
#if !MILLSTREAM_WRONG
  using initial = account;
#endif
  ms::value_state<std::int64_t> seen;
  void handle_initial_state(auto const&, account const&, ms::group_timers&) {}
  void handle_rows(auto const&, std::span<event const>, ms::group_context<account>&) {}
};
BOOST_HANA_ADAPT_STRUCT(counter, seen);

void user() {
  auto const keyed = events | ms::group_by("user_id"_c);
  auto s = keyed | ms::transform_with_state(counter{}, ms::initial_state(accounts));  // <- here
}
