// SPDX-License-Identifier: Apache-2.0
// expect: MS055: ms::in<> takes wanted<> here, not type<>
// expect: {"length"}
// expect: {"std::int64_t"}
#include "../events.hpp"

#include <millstream/expr/functions/text.hpp>

void user() {
#if MILLSTREAM_WRONG
  auto sized = events | ms::with_column("size"_c, ms::length("amount"_c));  // <- here
#else
  auto sized = events | ms::with_column("size"_c, ms::length("user_id"_c));
#endif
}
