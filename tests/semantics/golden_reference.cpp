// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter against Spark: every scenario's golden file (made from Spark 4.2 by
// tests/oracle/window_aggregation.py) is replayed batch by batch; rows compare as multisets.
#include <filesystem>
#include <set>

#include "reference_replay.hpp"

namespace ms = millstream;
using golden::reference_mode;
using golden::replay_query;
using namespace ms::literals;

namespace {

/// One aggregation above another, which the user's words do not offer yet (rule 64).
template <class Stream, class... Ks, class... As>
auto aggregate_again(Stream const& s, std::tuple<Ks...> keys, std::tuple<As...> values) {
  return ms::detail::add_step(
      s, ms::plan::aggregate<ms::plan::grouping_keys<Ks...>, ms::plan::aggregates<As...>>{keys,
                                                                                          values});
}

}  // namespace

TEST_CASE("golden: the reference interpreter answers batch by batch what Spark answered",
          "[semantics][reference][golden]") {
  scenarios::for_each_scenario([](std::string const& name, auto mode, auto const& query) {
    DYNAMIC_SECTION(name) {
      replay_query(name, static_cast<reference_mode>(mode.value), query);
    }
  });
}

TEST_CASE("golden: what an aggregate emits at its watermark is not late for the aggregate above it",
          "[semantics][reference][golden][rule64]") {
  replay_query("aggregate_of_aggregate", reference_mode::append, [](auto s) {
    return aggregate_again(scenarios::tumbling(s), std::tuple("window"_c),
                           std::tuple(ms::count().as("keys"_c), ms::sum("n"_c).as("rows"_c)));
  });
}

TEST_CASE("golden: every file in the folder belongs to a scenario",
          "[semantics][reference][golden]") {
  std::set<std::string> known{"aggregate_of_aggregate"};
  scenarios::for_each_scenario(
      [&](std::string const& name, auto, auto const&) { known.insert(name); });
  std::set<std::string> found;
  for (auto const& entry : std::filesystem::directory_iterator(golden::folder()))
    found.insert(entry.path().stem().string());
  CHECK(found == known);
}
