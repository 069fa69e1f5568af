// SPDX-License-Identifier: Apache-2.0
// expect: MS090: the key wanted<>
#include "../events.hpp"

#include <millstream/dsl/transform_with_state.hpp>

struct amount_paid {
  double fee;
};
BOOST_HANA_ADAPT_STRUCT(amount_paid, fee);

struct counter {
  using input = event;
  using output = account;
  using initial = amount_paid;
  ms::value_state<std::int64_t> seen;
  void handle_initial_state(auto const&, amount_paid const&, ms::group_timers&) {}
  void handle_rows(auto const&, std::span<event const>, ms::group_context<account>&) {}
};
BOOST_HANA_ADAPT_STRUCT(counter, seen);

void user() {
  using namespace ms;
#if MILLSTREAM_WRONG
  auto const fees = tariffs;
#else
  auto const fees = tariffs | with_column("user_id"_c, cast<std::string>("user_id"_c));
#endif
  auto const keyed = events | group_by("user_id"_c);
  auto s = keyed | transform_with_state(counter{}, initial_state(fees));  // <- here
}
