// SPDX-License-Identifier: Apache-2.0
// expect: MS057: in<> cannot take wanted<> as a key: type<> is not compared for equality
// expect: wanted<millstream::fixed_string<4>{"tags"}>
#include "../events.hpp"

#include <map>
struct tagged {
  std::string user_id;
  std::map<std::string, int> tags;
};
BOOST_HANA_ADAPT_STRUCT(tagged, user_id, tags);
struct group {
  std::string user_id;
  std::map<std::string, int> tags;
};
BOOST_HANA_ADAPT_STRUCT(group, user_id, tags);

void user() {
  auto const s = ms::from_range(std::vector<tagged>{});
  auto const groups = ms::read(std::vector<group>{});
#if MILLSTREAM_WRONG
  auto joined = s | ms::join(groups, "tags"_c, "user_id"_c);  // <- here
#else
  auto joined = s | ms::drop("tags"_c) | ms::join(groups, "user_id"_c);
#endif
}
