// SPDX-License-Identifier: Apache-2.0
// expect: MS082: ms::in<> cannot be called with these arguments
// expect-gcc: ms::explode(map).as
#include "../events.hpp"

struct priced {
  std::string user_id;
  std::map<std::string, std::int64_t> prices;
};
BOOST_HANA_ADAPT_STRUCT(priced, user_id, prices);

void user() {
  auto const rows = ms::from_range(std::vector<priced>{});
#if MILLSTREAM_WRONG
  auto s = rows | ms::select(ms::explode("prices"_c).as("item"_c));  // <- here
#else
  auto s = rows | ms::select(ms::explode("prices"_c).as("item"_c, "price"_c));
#endif
}
