// SPDX-License-Identifier: Apache-2.0
// expect: MS090: the state type<> of a function over groups begins with a column
#include "../events.hpp"

#include <millstream/dsl/map_groups_with_state.hpp>

void user() {
  using namespace ms;
  auto const f = [](auto const&, std::span<event const>, group_state<double>&) {
    return account{};
  };
  auto const fees = tariffs | with_column("user_id"_c, cast<std::string>("user_id"_c));
  auto const keyed = events | group_by("user_id"_c);
#if MILLSTREAM_WRONG
  auto const initial = initial_state(fees);
#else
  auto const initial = initial_state(fees, "fee"_c);
#endif
  auto s = keyed | map_groups_with_state<event, double, account>(no_timeout, f, initial);  // <- here
}
