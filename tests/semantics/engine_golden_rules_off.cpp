// SPDX-License-Identifier: Apache-2.0
//
// The engine against Spark with every rule of the optimizer off: what moves rows is not what makes a
// query faster (rule 28a is normalisation and stays). Only plans that a rule changes are run.
#include "engine_replay.hpp"

#include <millstream/optimize/optimize.hpp>

namespace {

constexpr auto without_rules = [](auto q) { return q.without_rules(millstream::all_rules); };

template <class Plan, class Off>
using branches = typename millstream::optimize::optimized_plan<Plan, Off>::branches_type;

template <class Query>
constexpr bool a_rule_changes() {
  using stream = decltype(golden::result_of(
      std::declval<Query const&>(),
      std::declval<millstream::testing::memory_stream<scenarios::event>(&)[3]>()));
  using plan = decltype(stream::plan);
  using off = typename decltype(without_rules(millstream::write_stream(
      std::declval<stream const&>(), millstream::testing::memory_sink())))::optimizer_off;
  return !std::is_same_v<branches<plan, millstream::type_list<>>, branches<plan, off>>;
}

}  // namespace

TEST_CASE("golden: the engine answers what Spark answered with every optimizer rule off",
          "[semantics][engine][golden][rule28a]") {
  golden::setting const settings[] = {{"rules off", 2, 4},
                                      {"rules off, a restart after every batch", 1, 4, true}};
  int changed = 0;
  scenarios::for_each_scenario(
      [&]<class Query>(std::string const& name, auto mode, Query const& query) {
        if constexpr (a_rule_changes<Query>()) {
          ++changed;
          for (auto const& with : settings)
            golden::replay_in_engine(name, mode, query, without_rules, with);
        }
      });
  CHECK(changed > 0);
}
