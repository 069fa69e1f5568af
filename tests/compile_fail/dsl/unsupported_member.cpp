// SPDX-License-Identifier: Apache-2.0
// expect: MS030: the member wanted<> has the type type<>, which cannot be a column
// expect: wanted<millstream::fixed_string<5>{"count"}>
// expect: {"unsigned int"}
#include "../events.hpp"

struct visit {
  std::string user_id;
  unsigned count;
};
BOOST_HANA_ADAPT_STRUCT(visit, user_id, count);

void user() {
#if MILLSTREAM_WRONG
  auto s = ms::from_range(std::vector<visit>{});  // <- here
#else
  auto s = ms::from_range(std::vector<account>{});
#endif
}
