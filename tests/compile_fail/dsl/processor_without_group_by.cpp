// SPDX-License-Identifier: Apache-2.0
// expect: MS089: ms::in<> works key by key
#include "../events.hpp"

#include <millstream/dsl/map_groups_with_state.hpp>

auto const first = [](auto const&, std::span<label const> rows, ms::group_state<std::int64_t>&) {
  return label{rows.front()};
};
auto const labelled = ms::map_groups_with_state<label, std::int64_t, label>(ms::no_timeout, first);

void user() {
#if MILLSTREAM_WRONG
  auto s = events | labelled;  // <- here
#else
  auto s = events | ms::group_by("user_id"_c) | labelled;
#endif
}
