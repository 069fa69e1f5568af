// SPDX-License-Identifier: Apache-2.0
//
// Replays a golden file through the engine: memory_stream in, memory_sink out, one step's rows at a
// time, under a setting that must not change anything: threads, state partitions, restarts, rules off.
#pragma once

#include <catch2/catch.hpp>

#include <optional>

#include <oneapi/tbb/global_control.h>

#include <millstream/runtime/start.hpp>
#include <millstream/schema/record.hpp>
#include <millstream/testing/memory_sink.hpp>
#include <millstream/testing/memory_stream.hpp>
#include "golden_file.hpp"
#include "unit/io/temporary_folder.hpp"

namespace golden {

/// Where a suite's golden files are.
inline constexpr char const* windows_folder = "golden";

struct setting {
  std::string name;
  unsigned threads = 1;
  std::uint32_t state_partitions = 4;
  bool restart_after_every_batch = false;
  std::size_t rows_per_lane = 4;
};

inline auto output_mode_of(scenarios::mode_constant<scenarios::mode::append>) {
  return ms::append;
}
inline auto output_mode_of(scenarios::mode_constant<scenarios::mode::update>) {
  return ms::update;
}
inline auto output_mode_of(scenarios::mode_constant<scenarios::mode::complete>) {
  return ms::complete;
}

template <class Event>
std::vector<Event> events_of(json const& rows) {
  std::vector<Event> out;
  for (auto const& row : rows_of(rows, ms::describe_schema<ms::schema_of<Event>>()))
    out.push_back(ms::detail::from_value<Event>(ms::value(row)));
  return out;
}

/// Lets a query have more threads than the machine has cores.
struct many_threads {
  oneapi::tbb::global_control control{oneapi::tbb::global_control::max_allowed_parallelism, 8};
};

template <class Query, class Event>
auto result_of(Query const& query, ms::testing::memory_stream<Event> (&sources)[3]) {
  using stream = decltype(sources[0].stream());
  if constexpr (std::is_invocable_v<Query, stream>)
    return query(sources[0].stream());
  else if constexpr (std::is_invocable_v<Query, stream, stream>)
    return query(sources[0].stream(), sources[1].stream());
  else
    return query(sources[0].stream(), sources[1].stream(), sources[2].stream());
}

/// What each operator with state says of a batch, the topmost first: name, rows, updated, removed, late.
inline json operators_of(ms::query_progress const& progress) {
  auto out = json::array();
  for (auto const& s : progress.state_operators)
    out.push_back({s.operator_name, s.num_rows_total, s.num_rows_updated, s.num_rows_removed,
                   s.num_rows_dropped_by_watermark});
  return out;
}

/// Compares one executed batch with what Spark said about it; rows as a multiset unless they are `ordered`.
inline void compare(json const& expected, ms::query_progress const& got,
                    ms::testing::memory_sink const& sink, ms::data_type const& schema,
                    bool ordered) {
  INFO("batch " << got.batch_id);
  CHECK(got.batch_id == expected["batch_id"].get<std::int64_t>());
  CHECK(got.watermark_ms == expected["watermark_ms"].get<std::int64_t>());
  std::int64_t state_rows = 0, late_groups = 0;
  for (auto const& s : got.state_operators) {
    state_rows += s.num_rows_total;
    late_groups += s.num_rows_dropped_by_watermark;
    CHECK(s.num_input_rows_dropped_by_watermark >= s.num_rows_dropped_by_watermark);
  }
  CHECK(state_rows == expected["state_rows"].get<std::int64_t>());
  CHECK(late_groups == expected["late_groups"].get<std::int64_t>());
  if (expected.contains("operators")) CHECK(operators_of(got) == expected["operators"]);
  auto const text = ordered ? lines_of : text_of;
  CHECK(text(sink.rows_in_order(got.batch_id)) == text(rows_of(expected["rows"], schema)));
}

/// `query` takes streams, `finish` adds what a test wants to the description (rules off).
template <class Event = scenarios::event, class Mode, class Query, class Finish>
void replay_in_engine(std::string const& name, Mode mode, Query const& query, Finish const& finish,
                      setting const& with, std::string const& folder_name = windows_folder) {
  INFO(name << ", " << with.name);
  auto const golden = read(name, folder_name);
  bool const ordered = name.starts_with("order_by");
  ms::testing::memory_stream<Event> sources[3];
  for (auto& source : sources)
    source.rows_per_lane(with.rows_per_lane);
  temporary_folder const folder;
  ms::testing::memory_sink const sink;
  auto const result = result_of(query, sources);
  auto description = finish(ms::write_stream(result, sink).output_mode(output_mode_of(mode)))
                         .threads(with.threads)
                         .state_partitions(with.state_partitions);
  if (golden.contains("watermark_policy"))
    description = description.watermark_policy(ms::watermark_policy::max);
  if (with.restart_after_every_batch)
    description = description.checkpoint(folder.path).batches_per_snapshot(2);
  auto const schema = ms::describe_schema<typename decltype(result.plan)::schema_type>();

  std::optional<ms::runtime::micro_batch> engine;
  auto const run = [&]() -> std::optional<ms::query_progress> {
    if (!engine) engine.emplace(ms::open_query(description));
    auto out = engine->run_next_batch();
    if (with.restart_after_every_batch) engine.reset();
    return out;
  };
  for (auto const& step : golden["steps"]) {
    INFO(step["input"].dump());
    for (std::size_t i = 0; i < step["input"].size(); ++i)
      sources[i].add(events_of<Event>(step["input"][i]));
    if (step.contains("error")) {
      std::string word;
      try {
        run();
      } catch (ms::error const& e) {
        word = ms::code_word(e.code());
      }
      CHECK(word == step["error"].get<std::string>());
      return;  // the query has ended
    }
    // A step's batches are all that the engine runs, unless Spark was told to run none without data.
    for (auto const& expected : step["batches"]) {
      auto const got = run();
      REQUIRE(got);
      compare(expected, *got, sink, schema, ordered);
    }
    if (golden["no_data_batches"].get<bool>()) CHECK_FALSE(run());
  }
}

}  // namespace golden
