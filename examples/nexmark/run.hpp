// SPDX-License-Identifier: Apache-2.0
//
// Runs a query over generated events to its end, and the list of queries that can be run by name.
#pragma once

#include <filesystem>
#include <functional>
#include <limits>
#include <optional>

#include <millstream/connector/transport/for_each_batch.hpp>
#include <millstream/dsl/read.hpp>
#include <millstream/runtime/start.hpp>
#include <millstream/testing/manual_clock.hpp>

#include "answer.hpp"
#include "source.hpp"

namespace nexmark {

/// How a query is run. Nothing of it changes the answer, but for q12, whose answer is of the clock.
struct run_settings {
  event_range events{};
  unsigned threads = 0;  ///< 0: as many as the machine has
  std::uint32_t state_partitions = 16;
  std::filesystem::path checkpoint{};
  bool restart_after_every_batch = false;  ///< needs a checkpoint
  std::chrono::milliseconds
      time_of_a_batch{};  ///< 0: the machine's clock, else one that stands still in a batch
  std::size_t rows_kept = std::numeric_limits<std::size_t>::max();
};

/// The three streams.
struct sources {
  event_range from;
  auto persons() const { return ms::read_stream(events<person>(from)); }
  auto auctions() const { return ms::read_stream(events<auction>(from)); }
  auto bids() const { return ms::read_stream(events<bid>(from)); }
};

/// A query by its name, compiled for the sources of the generator.
struct named_query {
  std::string name;
  std::string about;
  std::function<answer(run_settings const&)> run;
};

namespace detail {

/// The batches of a query until there is none.
template <class Query>
void run_to_end(Query const& query, run_settings const& with) {
  auto const clock = with.time_of_a_batch.count() == 0
                         ? nullptr
                         : std::make_shared<ms::testing::manual_clock>(
                               std::chrono::floor<std::chrono::milliseconds>(
                                   with.events.settings.first_time.time_since_epoch()));
  std::optional<ms::runtime::micro_batch> engine;
  for (bool more = true; more;) {
    if (!engine) engine.emplace(ms::open_query(query, clock));
    more = engine->run_next_batch().has_value();
    if (clock) clock->advance(with.time_of_a_batch);
    if (with.restart_after_every_batch) engine.reset();
  }
}

}  // namespace detail

/// `make(sources)` gives the stream, `finish(query)` may add to its description. Where rows are said anew, `keys` are
/// the columns by which the last one counts.
template <class Mode, class Make, class Finish>
named_query query_of(std::string name, std::string about, Mode mode,
                     std::vector<std::string_view> keys, Make make, Finish finish) {
  auto run = [=](run_settings const& with) {
    auto const result = make(sources{with.events});
    using schema = typename decltype(result.plan)::schema_type;
    answer out(column_names<schema>(), with.rows_kept);
    auto const collect = ms::for_each_batch([&](auto rows, std::int64_t) {
      for (auto const& row : rows) {
        auto text = row_text<schema>(row, [](std::string_view) { return true; });
        if (keys.empty())
          out.add(std::move(text));
        else
          out.put(row_text<schema>(
                      row,
                      [&](auto n) { return std::find(keys.begin(), keys.end(), n) != keys.end(); }),
                  std::move(text));
      }
    });
    auto query = finish(ms::write_stream(result, collect).output_mode(mode))
                     .threads(with.threads)
                     .state_partitions(with.state_partitions)
                     .checkpoint(with.checkpoint)
                     .batches_per_snapshot(3);
    detail::run_to_end(query, with);
    out.finish();
    return out;
  };
  return {std::move(name), std::move(about), std::move(run)};
}

/// A group of queries; each is compiled in a file of its own.
using named_queries = std::vector<named_query>;
named_queries row_queries();
named_queries window_queries();
named_queries statistics_queries();
named_queries join_queries();
named_queries winner_queries();

inline named_queries all_queries() {
  named_queries out;
  for (auto const group :
       {row_queries, window_queries, statistics_queries, join_queries, winner_queries})
    for (auto& query : group())
      out.push_back(std::move(query));
  return out;
}

}  // namespace nexmark
