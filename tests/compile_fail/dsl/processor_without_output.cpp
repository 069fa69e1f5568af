// SPDX-License-Identifier: Apache-2.0
// expect: MS087: type<> is no processor
#include "../events.hpp"

#include <millstream/dsl/transform_with_state.hpp>

struct counter {
  using input = event;
#if !MILLSTREAM_WRONG
  using output = account;
#endif
  ms::value_state<std::int64_t> seen;
  void handle_rows(auto const&, std::span<event const>, ms::group_context<account>&) {}
};
BOOST_HANA_ADAPT_STRUCT(counter, seen);

void user() {
  auto s = events | ms::group_by("user_id"_c) | ms::transform_with_state(counter{});  // <- here
}
