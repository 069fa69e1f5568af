// SPDX-License-Identifier: Apache-2.0
// expect: MS024: the arguments of in<> need one common type
// expect: {"coalesce"}
// expect: left<millstream::fixed_string<21>{"std::optional<double>"}>
// expect: right<millstream::fixed_string<11>{"std::string"}>
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::with_column("p"_c, ms::coalesce("price"_c, "none"));  // <- here
#else
  auto s = events | ms::with_column("p"_c, ms::coalesce("price"_c, 0.0));
#endif
}
