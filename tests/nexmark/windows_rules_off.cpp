// SPDX-License-Identifier: Apache-2.0
#include "list_windows.hpp"

#include "answers.hpp"

TEST_CASE("nexmark: windows say the same with every rule of the optimizer off",
          "[nexmark][engine]") {
  nexmark::check_answers("small", nexmark::list_windows([](auto query) {
                           return query.without_rules(millstream::all_rules);
                         }),
                         {nexmark::all_settings[1]});
}
