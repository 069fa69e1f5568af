// SPDX-License-Identifier: Apache-2.0
//
// What a stream of JSON files did beside rows is in the progress of its query.
#include <catch2/catch.hpp>

#include <millstream/connector/format/json.hpp>
#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>

#include "connector/json_reading.hpp"

namespace json_progress {

namespace ms = millstream;

struct number {
  std::int64_t v;
};

std::string metric(ms::query_progress const& progress, std::string_view name) {
  for (auto const& [key, value] : progress.sources.at(0).metrics)
    if (key == name) return value;
  return "none";
}

}  // namespace json_progress
BOOST_HANA_ADAPT_STRUCT(json_progress::number, v);

using namespace json_progress;

TEST_CASE("json: blank lines and files that changed after they were read are in the progress",
          "[connector][json][rule93][rule99a]") {
  json_reading::temporary_folder const folder;
  folder.write("a.json", "{\"v\":1}\n\n  \n", 1);
  ms::testing::memory_sink sink;
  auto engine = ms::open_query(
      ms::write_stream(ms::read_stream<number>(ms::json(folder.path)), sink).threads(1));
  auto const first = engine.run_next_batch();
  REQUIRE(first);
  CHECK(first->num_input_rows == 1);
  CHECK(first->sources.at(0).num_blank_lines == 2);
  CHECK(metric(*first, "changedFiles") == "0");

  folder.write("a.json", "{\"v\":1}\n\n  \n{\"v\":2}\n", 2);
  folder.write("b.json", "{\"v\":3}\n", 3);
  auto const second = engine.run_next_batch();
  REQUIRE(second);
  CHECK(second->num_input_rows == 1);
  CHECK(second->sources.at(0).num_blank_lines == 0);
  CHECK(metric(*second, "changedFiles") == "1");
  CHECK(metric(*second, "warning").find("a.json grew from 12 to 20 bytes") != std::string::npos);
  CHECK(second->to_json().find("\"changedFiles\":\"1\"") != std::string::npos);
}
