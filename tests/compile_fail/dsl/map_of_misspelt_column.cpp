// SPDX-License-Identifier: Apache-2.0
// expect: MS001: no column
// expect: wanted<millstream::fixed_string<6>{"usr_id"}>
// expect: did_you_mean<millstream::fixed_string<7>{"user_id"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto germans = [](auto const& row) { return account{std::string(row["usr_id"_c]), "DE"}; };
#else
  auto germans = [](auto const& row) { return account{std::string(row["user_id"_c]), "DE"}; };
#endif
  auto s = events | ms::map(germans);  // <- here
}
