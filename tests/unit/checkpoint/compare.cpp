// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "model_query.hpp"

using namespace model;
using namespace millstream::checkpoint;

static std::string refusal(query_metadata const& stored, query_metadata const& wanted) {
  try {
    compare_queries(stored, wanted);
  } catch (error const& e) {
    CHECK(e.code() == errc::plan_changed);
    return e.what();
  }
  return "";
}
static bool has(std::string const& text, std::string const& part) {
  INFO(text);
  return text.find(part) != std::string::npos;
}

TEST_CASE("compare: rule 95, another plan with the same state goes on", "[checkpoint]") {
  auto stored = metadata(), wanted = metadata();
  wanted.plan_fingerprint = "other";
  wanted.plan_description = "other";
  wanted.state_partitions = 99;
  CHECK(refusal(stored, wanted).empty());
}

TEST_CASE("compare: rule 96, a rename and a relaxed field go on, a changed type does not",
          "[checkpoint]") {
  auto const stored = metadata();
  auto wanted = metadata();
  wanted.operators[0].columns[0].name = "renamed";
  wanted.operators[0].columns[1].nullable = true;
  CHECK(refusal(stored, wanted).empty());
  auto const tightened = refusal(wanted, stored);
  CHECK(has(tightened, "\"views\""));
  CHECK(has(tightened, "nullable int64"));
  wanted.operators[0].columns[0].type_name = "timestamp";
  auto const changed = refusal(stored, wanted);
  CHECK(has(changed, "agg#0/default (aggregation by ad)"));
  CHECK(has(changed, "\"renamed\" (\"ad\" in the checkpoint)"));
  CHECK(has(changed, "the checkpoint has int64, the query timestamp"));
}

TEST_CASE("compare: an added or removed field names both lists", "[checkpoint]") {
  auto wanted = metadata();
  wanted.operators[0].columns.pop_back();
  CHECK(has(refusal(metadata(), wanted), "3 fields [ad, views, note], the query 2 [ad, views]"));
}

TEST_CASE("compare: an added or removed operator is refused, an optional store is not",
          "[checkpoint]") {
  auto more = metadata();
  more.operators.push_back({"dedup#1", "default", "", columns(), false});
  CHECK(has(refusal(metadata(), more), "dedup#1"));
  CHECK(has(refusal(more, metadata()), "dedup#1"));
  more.operators[1].optional = true;
  CHECK(refusal(metadata(), more).empty());
  CHECK(refusal(more, metadata()).empty());
  std::vector<partition_delta> state{{"dedup#1", "default", 0, table::of(columns()), {}}};
  fit_partitions(state, metadata());
  CHECK(state.empty());
}
