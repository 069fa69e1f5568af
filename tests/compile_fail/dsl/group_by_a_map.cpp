// SPDX-License-Identifier: Apache-2.0
// expect: MS067: wanted<> cannot be a grouping key
// expect: wanted<millstream::fixed_string<4>{"tags"}>
#include "../events.hpp"

#include <map>
struct tagged {
  std::string user_id;
  std::map<std::string, int> tags;
};
BOOST_HANA_ADAPT_STRUCT(tagged, user_id, tags);

void user() {
  auto const s = ms::from_range(std::vector<tagged>{});
#if MILLSTREAM_WRONG
  auto counts = s | ms::group_by("tags"_c) | ms::agg(ms::count());  // <- here
#else
  auto counts = s | ms::group_by("user_id"_c) | ms::agg(ms::count());
#endif
}
