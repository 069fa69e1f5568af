// SPDX-License-Identifier: Apache-2.0
//
// Replays a golden file through the reference interpreter, one step's rows at a time.
#pragma once

#include <catch2/catch.hpp>

#include <millstream/testing/reference.hpp>
#include "golden_file.hpp"

namespace golden {

using ms::testing::reference_mode;
using ms::testing::reference_query;

/// A source that only has a name: the reference is given its rows.
struct named_source {
  std::string to_string() const { return "golden"; }
};
template <class Event>
auto new_stream() {
  return ms::stream<ms::plan::source<ms::schema_of<Event>, named_source>>{
      {}, {{}, ms::plan::new_source_identity()}};
}

template <class Event>
void replay_in_reference(std::string const& name, ms::plan::relation const& plan,
                         reference_mode mode, std::vector<int> const& sources,
                         std::string const& folder_name) {
  INFO(name);
  auto const golden = golden::read(name, folder_name);
  bool const ordered = name.starts_with("order_by");
  constexpr std::string_view modes[] = {"append", "update", "complete"};
  REQUIRE(golden["mode"].get<std::string>() == modes[static_cast<int>(mode)]);
  std::vector<std::string> names;
  for (auto const& m : plan.schema.members)
    names.push_back(m.name);
  REQUIRE(golden["output"].get<std::vector<std::string>>() == names);

  using ms::testing::reference_watermark;
  reference_query query(plan, mode,
                        golden.contains("watermark_policy") ? reference_watermark::greatest
                                                            : reference_watermark::least);
  INFO(query.normalised_plan().to_string());
  for (auto const& step : golden["steps"]) {
    INFO(step["input"].dump());
    reference_query::input_rows input;
    for (std::size_t i = 0; i < sources.size(); ++i)
      if (!step["input"][i].empty())
        input[sources[i]] = rows_of(step["input"][i], ms::describe_schema<ms::schema_of<Event>>());
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
      auto const text = ordered ? lines_of : text_of;
      CHECK(text(got.rows) == text(rows_of(expected["rows"], plan.schema)));
    }
  }
}

template <class Event = scenarios::event, class Query>
void replay_query(std::string const& name, reference_mode mode, Query const& query,
                  std::string const& folder_name = "golden") {
  auto const first = new_stream<Event>();
  auto const second = new_stream<Event>();
  auto const third = new_stream<Event>();
  using stream = decltype(first);
  auto const replay = [&](auto const& result, std::vector<int> const& sources) {
    replay_in_reference<Event>(name, ms::plan::describe(result.plan), mode, sources, folder_name);
  };
  if constexpr (std::is_invocable_v<Query, stream>)
    replay(query(first), {first.plan.identity});
  else if constexpr (std::is_invocable_v<Query, stream, stream>)
    replay(query(first, second), {first.plan.identity, second.plan.identity});
  else
    replay(query(first, second, third),
           {first.plan.identity, second.plan.identity, third.plan.identity});
}

}  // namespace golden
