// SPDX-License-Identifier: Apache-2.0
//
// The trigger once over JSON files with a limit, run again and again with one checkpoint, held against Spark.
#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include <millstream/connector/format/json.hpp>
#include <millstream/connector/transport/for_each_batch.hpp>
#include <millstream/millstream.hpp>

#include "connector/json_reading.hpp"

namespace trigger_once_test {
struct event {
  millstream::timestamp ts;
};
}  // namespace trigger_once_test
BOOST_HANA_ADAPT_STRUCT(trigger_once_test::event, ts);

namespace {

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
using json_reading::temporary_folder;
using nlohmann::json;

json golden_runs(std::string const& name) {
  auto const tests = std::filesystem::path(MILLSTREAM_TEST_DATA).parent_path();
  std::ifstream file(tests / "connector" / "golden" / (name + ".json"));
  return json::parse(file).at("runs");
}

struct program {
  temporary_folder data, checkpoint;
  int files = 0;

  /// A file of lines, each a time in seconds.
  void add(json const& seconds) {
    std::string lines;
    for (int const s : seconds)
      lines += "{\"ts\":" + std::to_string(s) + "}\n";
    data.write(std::to_string(files) + ".json", lines, files);
    ++files;
  }
  auto times() const {
    return ms::read_stream<trigger_once_test::event>(ms::json(data.path).max_files_per_trigger(1));
  }
  auto windows() const {
    return times() | ms::with_watermark("ts"_c, 10s) | ms::group_by(ms::window("ts"_c, 5s)) |
           ms::agg(ms::count()) | ms::select("window.start"_c, "count"_c);
  }
  /// Runs until it ends; the batches as the golden file has them. `meanwhile` are files that come with the first.
  json run(auto trigger, json const& meanwhile = json::array()) {
    json batches = json::array();
    auto const take = [&](auto rows, std::int64_t batch) {
      if (batches.empty())
        for (auto const& seconds : meanwhile)
          add(seconds);
      auto found = json::array();
      for (auto const& row : rows)
        found.push_back(
            {row.template get<"start">().time_since_epoch().count(), row.template get<"count">()});
      std::sort(found.begin(), found.end());
      batches.push_back({{"batch", batch}, {"rows", found}});
    };
    ms::run(ms::write_stream(windows(), ms::for_each_batch(take))
                .checkpoint(checkpoint.path)
                .trigger(trigger),
            [&](ms::query_progress const& p) {
              batches.back()["watermark"] = json::parse(p.to_json())["eventTime"]["watermark"];
            });
    return batches;
  }
};

}  // namespace

TEST_CASE("json: the trigger once takes all files in one batch, and no batch without data follows",
          "[connector][json][golden][rule14]") {
  program p;
  for (auto const& wanted : golden_runs("trigger_once")) {
    for (auto const& seconds : wanted.at("files"))
      p.add(seconds);
    CHECK(p.run(ms::once) == wanted.at("batches"));
  }
}

TEST_CASE(
    "json: available_now takes the files that were there at the start, one a batch, until quiet",
    "[connector][json][golden][rule13][rule37]") {
  program p;
  for (auto const& wanted : golden_runs("available_now")) {
    for (auto const& seconds : wanted.at("files"))
      p.add(seconds);
    CHECK(p.run(ms::available_now, wanted.value("meanwhile", json::array())) ==
          wanted.at("batches"));
  }
}

TEST_CASE("json: the trigger once runs a batch again that was not finished, and nothing else",
          "[connector][json][rule14]") {
  program p;
  p.add({1, 2});
  p.add({3});
  std::vector<std::size_t> seen;
  auto const run = [&](bool fails) {
    auto const query = ms::write_stream(p.times(), ms::for_each_batch([&](auto rows, std::int64_t) {
                                          if (fails) throw std::runtime_error("the sink is full");
                                          seen.push_back(rows.size());
                                        }))
                           .checkpoint(p.checkpoint.path)
                           .trigger(ms::once);
    ms::run(query);
  };
  CHECK_THROWS_WITH(run(true), Catch::Matchers::Contains("the sink is full"));
  p.add({4});
  run(false);
  CHECK(seen == std::vector<std::size_t>{3});
  run(false);
  CHECK(seen == std::vector<std::size_t>{3, 1});
  run(false);
  CHECK(seen.size() == 2);
}
