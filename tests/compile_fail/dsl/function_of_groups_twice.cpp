// SPDX-License-Identifier: Apache-2.0
// expect: MS044: functions over groups with state cannot be combined so
#include "../events.hpp"

#include <millstream/dsl/map_groups_with_state.hpp>

auto const first = [](auto const&, std::span<label const> rows, ms::group_state<std::int64_t>&) {
  return label{rows.front()};
};
auto const once = ms::group_by("user_id"_c) |
                  ms::map_groups_with_state<label, std::int64_t, label>(ms::no_timeout, first);

void user() {
#if MILLSTREAM_WRONG
  auto s = events | once | once;
#else
  auto s = events | once;
#endif
  auto query = ms::write_stream(s, any_sink{}).output_mode(ms::update);  // <- here
}
