// SPDX-License-Identifier: Apache-2.0
//
// 20,000 events, a hundred seconds of them, out of order, under every setting.
#include "answers.hpp"

using namespace nexmark;

TEST_CASE("nexmark: queries over rows say what DuckDB says", "[nexmark][engine]") {
  check_answers("small", row_queries(), all_settings);
}
TEST_CASE("nexmark: windows and sessions say what DuckDB says",
          "[nexmark][engine][rule55][rule60][rule64]") {
  check_answers("small", window_queries(), all_settings);
}
TEST_CASE("nexmark: statistics in update mode say what DuckDB says", "[nexmark][engine][rule56]") {
  check_answers("small", statistics_queries(), all_settings);
}
TEST_CASE("nexmark: joins of streams say what DuckDB says", "[nexmark][engine][rule70][rule76]") {
  check_answers("small", join_queries(), all_settings);
}
TEST_CASE("nexmark: rankings with a state of their own say what DuckDB says",
          "[nexmark][engine][rule84][rule85]") {
  check_answers("small", winner_queries(), all_settings);
}
TEST_CASE("nexmark: every query of the golden file is run, and no other", "[nexmark]") {
  auto names = std::vector<std::string>();
  for (auto const& query : all_queries())
    names.push_back(query.name);
  std::sort(names.begin(), names.end());
  std::vector<std::string> asked;
  auto const small = golden("small");
  for (auto const& [name, answer] : small["queries"].items())
    asked.push_back(name);
  CHECK(names == asked);
}
