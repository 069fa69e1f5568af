// SPDX-License-Identifier: Apache-2.0
//
// Values that live for a time in the engine against Spark's (tests/oracle/time_to_live.py), by a clock that the test
// sets, with and without a restart before each batch.
#include <optional>

#include <millstream/dsl/transform_with_state.hpp>
#include <millstream/testing/manual_clock.hpp>

#include "engine_replay.hpp"

namespace time_to_live {

namespace ms = millstream;
using namespace ms::literals;

struct input_row {
  std::optional<std::int64_t> v;
};
struct said {
  std::optional<std::string> k;
  std::string what;
};

/// Says what is there, then remembers its rows.
struct remembered {
  using input = input_row;
  using output = said;
  static constexpr auto time_mode = ms::time_mode::processing_time;
  ms::value_state<std::int64_t> last;
  ms::list_state<std::int64_t> values;
  ms::map_state<std::int64_t, std::int64_t> hits;

  void handle_rows(auto const& key, std::span<input_row const> rows, ms::group_context<said>& g) {
    std::string listed, counted;
    for (auto const v : values.get())
      listed += (listed.empty() ? "" : ",") + std::to_string(v);
    hits.for_each([&](auto v, auto n) {
      counted += (counted.empty() ? "" : ",") + std::to_string(v) + ":" + std::to_string(n);
    });
    auto const before = last.exists() ? std::to_string(*last.get()) : "-";
    for (auto const& r : rows) {
      last.update(*r.v);
      values.append(*r.v);
      hits.update(*r.v, hits.get(*r.v).value_or(0) + 1);
    }
    auto const k = key.template get<"k">();
    g.emit({k ? std::optional<std::string>(*k) : std::nullopt,
            before + " [" + listed + "] {" + counted + "}"});
  }
};

}  // namespace time_to_live

BOOST_HANA_ADAPT_STRUCT(time_to_live::input_row, v);
BOOST_HANA_ADAPT_STRUCT(time_to_live::said, k, what);
BOOST_HANA_ADAPT_STRUCT(time_to_live::remembered, last, values, hits);

TEST_CASE("golden: a value with a time to live is seen as long as Spark sees it",
          "[semantics][engine][golden][rule86]") {
  using namespace time_to_live;
  auto const golden = golden::read("remembered", "golden_time_to_live");
  auto const life = ms::ttl(std::chrono::milliseconds(golden["life_ms"].get<std::int64_t>()));
  remembered const processor{life, life, life};
  bool const restarts = GENERATE(false, true);

  ms::testing::memory_stream<scenarios::event> source;
  ms::testing::memory_sink const sink;
  temporary_folder const folder;
  auto const clock = std::make_shared<ms::testing::manual_clock>(std::chrono::seconds(0));
  auto const result = source.stream() | ms::group_by("k"_c) | ms::transform_with_state(processor);
  auto const schema = ms::describe_schema<typename decltype(result.plan)::schema_type>();
  auto const query =
      ms::write_stream(result, sink).output_mode(ms::update).threads(1).checkpoint(folder.path);
  std::optional<ms::runtime::micro_batch> engine;
  for (auto const& step : golden["steps"]) {
    INFO(step.dump());
    clock->set(std::chrono::seconds(1'000'000 + step["second"].get<int>()));
    if (restarts || !engine) {
      engine.reset();
      engine.emplace(ms::open_query(query, clock));
    }
    source.add(golden::events_of<scenarios::event>(step["input"]));
    auto const got = engine->run_next_batch();
    REQUIRE(got);
    CHECK(golden::text_of(sink.rows_in_order(got->batch_id)) ==
          golden::text_of(golden::rows_of(step["rows"], schema)));
  }
}
