// SPDX-License-Identifier: Apache-2.0
// expect: MS002
// expect: std::map<std::string, int>
#include "../events.hpp"

#include <map>
struct tagged {
  std::map<std::string, int> tags;
  std::string user_id;
};
BOOST_HANA_ADAPT_STRUCT(tagged, tags, user_id);

void user() {
  auto const s = ms::from_range(std::vector<tagged>{});
#if MILLSTREAM_WRONG
  auto same = s | ms::where("tags"_c == "tags"_c);  // <- here
#else
  auto same = s | ms::where("user_id"_c == "user_id"_c);
#endif
}
