// SPDX-License-Identifier: Apache-2.0
#include "list_windows.hpp"

nexmark::named_queries nexmark::window_queries() {
  return list_windows([](auto query) { return query; });
}
