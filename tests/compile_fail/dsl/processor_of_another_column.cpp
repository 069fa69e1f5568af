// SPDX-License-Identifier: Apache-2.0
// expect: MS008:
#include "../events.hpp"

#include <millstream/dsl/transform_with_state.hpp>

struct visit {
  std::string user_id;
#if MILLSTREAM_WRONG
  std::string page;
#endif
};
#if MILLSTREAM_WRONG
BOOST_HANA_ADAPT_STRUCT(visit, user_id, page);
#else
BOOST_HANA_ADAPT_STRUCT(visit, user_id);
#endif

struct counter {
  using input = visit;
  using output = account;
  ms::value_state<std::int64_t> seen;
  void handle_rows(auto const&, std::span<visit const>, ms::group_context<account>&) {}
};
BOOST_HANA_ADAPT_STRUCT(counter, seen);

void user() {
  auto s = events | ms::group_by("user_id"_c) | ms::transform_with_state(counter{});  // <- here
}
