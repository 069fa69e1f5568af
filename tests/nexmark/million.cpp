// SPDX-License-Identifier: Apache-2.0
//
// A million events. Built where the long tests are (MILLSTREAM_TESTS_ALL).
#include "answers.hpp"

using namespace nexmark;

namespace {

std::vector<setting> const settings{
    {"ten batches, two threads, sixteen partitions", 2, 16, 10},
    {"four batches, seven threads, one partition", 7, 1, 4},
    {"a restart after every batch", 2, 16, 10, true},
};

}  // namespace

TEST_CASE("nexmark: queries over rows of a million events say what DuckDB says", "[nexmark]") {
  check_answers("million", row_queries(), settings);
}
TEST_CASE("nexmark: windows and sessions of a million events say what DuckDB says", "[nexmark]") {
  check_answers("million", window_queries(), settings);
}
TEST_CASE("nexmark: statistics of a million events say what DuckDB says", "[nexmark]") {
  check_answers("million", statistics_queries(), settings);
}
TEST_CASE("nexmark: joins of a million events say what DuckDB says", "[nexmark]") {
  check_answers("million", join_queries(), settings);
}
TEST_CASE("nexmark: rankings of a million events say what DuckDB says", "[nexmark]") {
  check_answers("million", winner_queries(), settings);
}
