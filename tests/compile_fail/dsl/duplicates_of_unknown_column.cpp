// SPDX-License-Identifier: Apache-2.0
// expect: MS001: no column
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::drop_duplicates("usr_id"_c);  // <- here
#else
  auto s = events | ms::drop_duplicates("user_id"_c);
#endif
}
