// SPDX-License-Identifier: Apache-2.0
// expect: MS030: the member wanted<> has the type type<>, which cannot be a column
// expect: wanted<millstream::fixed_string<4>{"tags"}>
// expect: std::set
#include "../events.hpp"

#include <set>
struct tagged {
  std::set<std::string> tags;
};
BOOST_HANA_ADAPT_STRUCT(tagged, tags);

void user() {
#if MILLSTREAM_WRONG
  auto s = ms::read_stream<tagged>(0);  // <- here
#else
  auto s = ms::read_stream<account>(0);
#endif
}
