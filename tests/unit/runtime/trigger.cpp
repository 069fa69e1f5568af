// SPDX-License-Identifier: Apache-2.0
//
// When batches begin, against Spark's own executor of the trigger (tests/oracle/processing_time.py).
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <vector>

#include <nlohmann/json.hpp>

#include <millstream/dsl/query_words.hpp>
#include <millstream/runtime/clock.hpp>

namespace {

namespace ms = millstream;
using nlohmann::json;

json golden_cases() {
  auto const tests = std::filesystem::path(MILLSTREAM_TEST_DATA).parent_path();
  std::ifstream file(tests / "unit" / "runtime" / "golden" / "processing_time.json");
  return json::parse(file).at("cases");
}

}  // namespace

TEST_CASE("trigger: batches begin at multiples of the interval, one that is late begins at once",
          "[runtime][golden][rule12]") {
  for (auto const& c : golden_cases()) {
    INFO(c.dump());
    auto const interval = c.at("interval").get<std::int64_t>();
    auto const wanted = c.at("begun").get<std::vector<std::int64_t>>();
    auto const takes = c.at("takes").get<std::vector<std::int64_t>>();
    std::vector<std::int64_t> begun{wanted.at(0)};
    for (std::size_t i = 0; i + 1 < takes.size(); ++i)
      begun.push_back(ms::next_trigger_ms(begun[i], interval, begun[i] + takes[i]));
    CHECK(begun == wanted);
  }
}

TEST_CASE("trigger: a negative interval is refused", "[runtime]") {
  CHECK_THROWS_AS(ms::processing_time(std::chrono::milliseconds(-1)), ms::error);
}
