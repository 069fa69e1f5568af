// SPDX-License-Identifier: Apache-2.0
#include "list_rows.hpp"

nexmark::named_queries nexmark::row_queries() {
  return list_rows([](auto query) { return query; });
}
