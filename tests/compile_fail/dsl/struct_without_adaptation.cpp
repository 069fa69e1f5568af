// SPDX-License-Identifier: Apache-2.0
// expect: MS029: the struct type<> is not adapted
// expect: {"plain"}
#include "../events.hpp"

struct plain {
  std::string user_id;
};

void user() {
#if MILLSTREAM_WRONG
  auto s = ms::from_range(std::vector<plain>{});  // <- here
#else
  auto s = ms::from_range(std::vector<account>{});
#endif
}
