// SPDX-License-Identifier: Apache-2.0
#include "list_joins.hpp"

nexmark::named_queries nexmark::join_queries() {
  return list_joins([](auto query) { return query; });
}
