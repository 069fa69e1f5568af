// SPDX-License-Identifier: Apache-2.0
// expect: MS009: a watermark needs an ms::timestamp column that is not part of a nested record
// expect: {"site.opened"}
// expect: {"ms::timestamp"}
#include "../events.hpp"

void user() {
#if MILLSTREAM_WRONG
  auto s = events | ms::with_watermark("site.opened"_c, 10s);  // <- here
#else
  auto s = events | ms::with_column("opened"_c, "site.opened"_c) | ms::with_watermark("opened"_c, 10s);
#endif
}
