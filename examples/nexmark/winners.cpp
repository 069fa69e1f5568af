// SPDX-License-Identifier: Apache-2.0
#include "list_winners.hpp"

nexmark::named_queries nexmark::winner_queries() {
  return list_winners([](auto query) { return query; });
}
