// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter against Spark: every scenario's golden file (made from Spark 4.2 by
// tests/oracle/window_aggregation.py) is replayed batch by batch; rows compare as multisets.
#include <catch2/catch.hpp>

#include <filesystem>
#include <set>

#include <millstream/testing/reference.hpp>
#include "golden_file.hpp"

namespace ms = millstream;
using golden::rows_of;
using golden::text_of;
using ms::testing::reference_mode;
using ms::testing::reference_query;
using namespace ms::literals;

namespace {

/// A source that only has a name: the reference is given its rows.
struct named_source {
  std::string to_string() const { return "golden"; }
};
auto new_stream() {
  return ms::stream<ms::plan::source<ms::schema_of<scenarios::event>, named_source>>{
      {{}, ms::plan::new_source_identity()}};
}

void replay(std::string const& name, ms::plan::relation const& plan, reference_mode mode,
            std::vector<int> const& sources) {
  INFO(name);
  auto const golden = golden::read(name);
  constexpr std::string_view modes[] = {"append", "update", "complete"};
  REQUIRE(golden["mode"].get<std::string>() == modes[static_cast<int>(mode)]);
  std::vector<std::string> names;
  for (auto const& m : plan.schema.members)
    names.push_back(m.name);
  REQUIRE(golden["output"].get<std::vector<std::string>>() == names);

  reference_query query(plan, mode);
  INFO(query.normalised_plan().to_string());
  for (auto const& step : golden["steps"]) {
    INFO(step["input"].dump());
    reference_query::input_rows input;
    for (std::size_t i = 0; i < sources.size(); ++i)
      if (!step["input"][i].empty())
        input[sources[i]] =
            rows_of(step["input"][i], ms::describe_schema<ms::schema_of<scenarios::event>>());
    if (step.contains("error")) {
      std::string word;
      try {
        query.process(input);
      } catch (ms::error const& e) {
        word = ms::code_word(e.code());
      }
      CHECK(word == step["error"].get<std::string>());
      continue;
    }
    auto const batches = query.process(input, golden["no_data_batches"].get<bool>());
    REQUIRE(batches.size() == step["batches"].size());
    for (std::size_t i = 0; i < batches.size(); ++i) {
      auto const& expected = step["batches"][i];
      auto const& got = batches[i];
      INFO("batch " << got.batch_id);
      CHECK(got.batch_id == expected["batch_id"].get<std::int64_t>());
      CHECK(got.watermark_ms == expected["watermark_ms"].get<std::int64_t>());
      CHECK(got.state_rows == expected["state_rows"].get<std::int64_t>());
      CHECK(got.late_groups == expected["late_groups"].get<std::int64_t>());
      CHECK(got.late_rows >= got.late_groups);
      CHECK(text_of(got.rows) == text_of(rows_of(expected["rows"], plan.schema)));
    }
  }
}

template <class Query>
void replay_query(std::string const& name, reference_mode mode, Query const& query) {
  auto const first = new_stream();
  auto const second = new_stream();
  if constexpr (std::is_invocable_v<Query, decltype(first)>)
    replay(name, ms::plan::describe(query(first).plan), mode, {first.plan.identity});
  else
    replay(name, ms::plan::describe(query(first, second).plan), mode,
           {first.plan.identity, second.plan.identity});
}

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
