// SPDX-License-Identifier: Apache-2.0
#include "list_windows.hpp"

nexmark::named_queries nexmark::statistics_queries() {
  return list_statistics([](auto query) { return query; });
}
