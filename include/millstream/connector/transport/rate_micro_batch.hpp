// SPDX-License-Identifier: Apache-2.0
//
// `ms::rate_micro_batch(rows)`: the same number of rows in every batch, numbered from 0, with a time
// that advances by a fixed step a batch; for trying a query out and for load tests.
#pragma once

#include <millstream/batch/block.hpp>
#include <millstream/io/row_offsets.hpp>

namespace millstream {

namespace connector {

/// Columns of the rate source.
using rate_schema = schema<field<"timestamp", timestamp>, field<"value", std::int64_t>>;

/// What a rate source is told.
struct rate_settings {
  std::int64_t rows_per_batch = 1;
  timestamp first_time{};
  duration advance = std::chrono::seconds(1);
  std::int64_t batches = 0;  ///< 0: without end

  std::string to_string() const {
    return "rate-micro-batch " + std::to_string(rows_per_batch) + " rows a batch";
  }
};

/// The rows of one batch: computed, not stored.
struct rate_batch {
  using row_type = record<rate_schema>;
  rate_settings from;
  io::row_range range;

  std::size_t lanes() const { return range.lanes(); }
  io::lane_counts read_lane(std::size_t lane, auto&& consume, auto&&) const {
    auto const mine = range.lane(lane);
    row_type rows[block_rows];
    for (auto at = mine.start; at < mine.end;) {
      auto const count = std::min<std::int64_t>(block_rows, mine.end - at);
      for (std::int64_t i = 0; i < count; ++i, ++at) {
        rows[i].template slot<0>() = from.first_time + from.advance * (at / from.rows_per_batch);
        rows[i].template slot<1>() = at;
      }
      consume(record_block<row_type>{rows, static_cast<std::size_t>(count)});
    }
    return {.rows = mine.end - mine.start};
  }
};

/// The live source.
class live_rate {
 public:
  explicit live_rate(rate_settings from) : from_(from) {}

  std::string description() const { return from_.to_string(); }
  std::optional<std::string> plan() {
    if (frozen_ || (from_.batches > 0 && planned_ >= from_.batches * from_.rows_per_batch))
      return std::nullopt;
    planned_ += from_.rows_per_batch;
    return planner_.plan(planned_, from_.rows_per_batch)->to_string();
  }
  /// A source without end has nothing that "is there now".
  void freeze() { frozen_ = from_.batches == 0; }
  void replay(std::string_view offset) {
    planner_.replay(offset);
    planned_ = io::row_range::parse(offset).end;
  }
  std::string state() const { return planner_.state(); }
  void restore(std::string_view state) {
    planner_.restore(state);
    planned_ = io::row_range::parse(state).end;
  }
  void commit(std::string_view) {}
  static std::string join_offsets(std::string_view first, std::string_view next) {
    return io::row_range::join(first, next);
  }
  rate_batch open_batch(std::string_view offset) const {
    return {from_, io::row_range::parse(offset)};
  }

 private:
  rate_settings from_;
  io::row_planner planner_;
  std::int64_t planned_ = 0;
  bool frozen_ = false;
};

/// What the user writes: how many rows a batch, and their times.
class rate_micro_batch_source {
 public:
  using row_schema = rate_schema;

  explicit rate_micro_batch_source(rate_settings settings) : settings_(settings) {}

  /// Time of the rows of the first batch.
  rate_micro_batch_source start_timestamp(timestamp t) const {
    auto out = *this;
    out.settings_.first_time = t;
    return out;
  }
  /// How much later the rows of each further batch are.
  rate_micro_batch_source advance_per_batch(duration d) const {
    auto out = *this;
    out.settings_.advance = d;
    return out;
  }
  /// After so many batches there is no more data.
  rate_micro_batch_source max_batches(std::int64_t n) const {
    auto out = *this;
    out.settings_.batches = n;
    return out;
  }
  std::string to_string() const { return settings_.to_string(); }

  template <class Declared, class Checked, class Needed>
  live_rate open_source(io::source_context const&) const {
    return live_rate(settings_);
  }

 private:
  rate_settings settings_;
};

}  // namespace connector

/// Rows (timestamp, value) at a fixed number a batch. **Shape** `timestamp`, `value` (0, 1, 2, ...).
/// **Errors** errc::invalid_argument for less than one row. **Source** Spark's rate-micro-batch.
inline connector::rate_micro_batch_source rate_micro_batch(std::int64_t rows_per_batch) {
  if (rows_per_batch < 1)
    throw error(errc::invalid_argument, "rate_micro_batch needs at least one row a batch");
  return connector::rate_micro_batch_source({.rows_per_batch = rows_per_batch});
}

}  // namespace millstream
