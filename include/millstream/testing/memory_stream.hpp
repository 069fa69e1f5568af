// SPDX-License-Identifier: Apache-2.0
//
// A source in memory to which a test adds rows, one group a batch if it likes. Copies share the rows.
#pragma once

#include <atomic>
#include <deque>
#include <mutex>

#include <millstream/dsl/read.hpp>

namespace millstream::testing {

/// Rows that a test adds. The query sees all that was added before its batch was planned.
template <adapted_struct T>
class memory_stream {
 public:
  using row_schema = schema_of<T>;

  void add(std::vector<T> rows) {
    std::lock_guard const guard(held_->guard);
    for (auto& r : rows)
      held_->rows.push_back(std::move(r));
    held_->count.store(std::ssize(held_->rows), std::memory_order_release);
  }
  template <class... Rows>
    requires(std::convertible_to<Rows, T> && ...)
  void add(T first, Rows... more) {
    add(std::vector<T>{std::move(first), T(std::move(more))...});
  }
  /// At most so many rows a batch.
  memory_stream& max_rows_per_trigger(std::int64_t rows) {
    limit_ = rows;
    return *this;
  }
  /// A batch has a lane for so many rows, up to `io::max_lanes`: small batches too are cut, so that tests see what lanes do.
  memory_stream& rows_per_lane(std::size_t rows) {
    if (rows == 0) throw error(errc::invalid_argument, "a lane of 0 rows", {}, "give 1 or more");
    rows_per_lane_ = rows;
    return *this;
  }
  /// Words begin here: `source.stream() | ms::where(...)`; each call is a source of its own identity.
  auto stream() const { return read_stream(*this); }
  std::string to_string() const { return "memory_stream"; }

  template <class Declared, class Checked, class Needed>
  auto open_source(io::source_context const&) const {
    return live{held_, limit_, rows_per_lane_, {}};
  }

 private:
  struct held_rows {
    std::mutex guard;
    std::deque<T> rows;
    std::atomic<std::int64_t> count{0};  ///< of rows, for who asks all the time: it need not wait
  };

  struct live {
    std::shared_ptr<held_rows> held;
    std::int64_t limit;
    std::size_t rows_per_lane;
    io::row_planner planner;

    std::int64_t available() const { return held->count.load(std::memory_order_acquire); }
    std::string description() const { return "memory_stream"; }
    std::optional<std::string> plan() {
      auto const next = planner.plan(available(), limit);
      return next ? std::optional(next->to_string()) : std::nullopt;
    }
    void freeze() { planner.freeze(available()); }
    void replay(std::string_view offset) { planner.replay(offset); }
    std::string state() const { return planner.state(); }
    void restore(std::string_view state) { planner.restore(state); }
    void commit(std::string_view) {}
    static std::string join_offsets(std::string_view first, std::string_view next) {
      return io::row_range::join(first, next);
    }

    struct batch {
      std::vector<T> rows;
      std::size_t lane_count;
      std::size_t lanes() const { return lane_count; }
      io::lane_counts read_lane(std::size_t lane, auto&& consume, auto&&) const {
        auto const first = rows.size() * lane / lane_count;
        auto const last = rows.size() * (lane + 1) / lane_count;
        for (auto at = first; at < last; at += block_rows)
          consume(struct_block<T>{rows.data() + at, std::min(block_rows, last - at)});
        return {.rows = static_cast<std::int64_t>(last - first)};
      }
    };
    batch open_batch(std::string_view offset) const {
      auto const range = io::row_range::parse(offset);
      std::lock_guard const guard(held->guard);
      if (range.end > static_cast<std::int64_t>(held->rows.size()))
        throw error(errc::source_changed,
                    "rows " + range.to_string() + " were planned, but the memory stream has fewer");
      batch out{{held->rows.begin() + range.start, held->rows.begin() + range.end}, 1};
      out.lane_count = std::clamp<std::size_t>(out.rows.size() / rows_per_lane, 1, io::max_lanes);
      return out;
    }
  };

  std::shared_ptr<held_rows> held_ = std::make_shared<held_rows>();
  std::int64_t limit_ = 0;
  std::size_t rows_per_lane_ = 4;
};

}  // namespace millstream::testing
