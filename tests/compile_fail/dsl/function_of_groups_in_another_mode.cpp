// SPDX-License-Identifier: Apache-2.0
// expect: MS044: the output mode is not that of the function over groups with state
#include "../events.hpp"

#include <millstream/dsl/map_groups_with_state.hpp>

auto const same = [](auto const&, std::span<label const> rows, ms::group_state<std::int64_t>&) {
  return std::vector<label>(rows.begin(), rows.end());
};

void user() {
  auto s = events | ms::group_by("user_id"_c) |
           ms::flat_map_groups_with_state<label, std::int64_t, label>(ms::append, ms::no_timeout, same);
#if MILLSTREAM_WRONG
  auto query = ms::write_stream(s, any_sink{}).output_mode(ms::update);  // <- here
#else
  auto query = ms::write_stream(s, any_sink{}).output_mode(ms::append);
#endif
}
