// SPDX-License-Identifier: Apache-2.0
// expect: MS008: the member wanted<> cannot be filled
// expect: wanted<millstream::fixed_string<5>{"price"}>
// expect: left<millstream::fixed_string<21>{"std::optional<double>"}>
// expect: right<millstream::fixed_string<12>{"std::int64_t"}>
#include "../events.hpp"

struct payment {
  std::string user_id;
  std::int64_t price;
};
BOOST_HANA_ADAPT_STRUCT(payment, user_id, price);

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::where([](payment const& p) { return p.price > 9; });  // <- here
#else
  auto s = events | ms::where([](event const& e) { return e.price > 9.0; });
#endif
}
