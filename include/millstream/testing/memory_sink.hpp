// SPDX-License-Identifier: Apache-2.0
//
// A sink in memory: the rows of each batch as dynamic values, for tests. Exactly-once while the
// process lives: a batch that was committed is not committed again.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

#include <millstream/io/sink.hpp>
#include <millstream/schema/value.hpp>

namespace millstream::testing {

/// What a memory sink got. Copies of the sink share it.
class memory_sink {
 public:
  template <class Mode>
  static constexpr bool supports = true;
  static constexpr auto delivery_at_once = io::delivery::at_least_once;

  /// Rows of one batch, sorted, so that they compare as a multiset; empty if there was no such batch.
  std::vector<value_list> rows(std::int64_t batch_id) const {
    auto out = rows_in_order(batch_id);
    std::sort(out.begin(), out.end());
    return out;
  }
  /// Rows of one batch as they came, lane by lane: what `order_by` put in order.
  std::vector<value_list> rows_in_order(std::int64_t batch_id) const {
    std::lock_guard const guard(held_->guard);
    auto const found = held_->batches.find(batch_id);
    return found == held_->batches.end() ? std::vector<value_list>{} : found->second;
  }
  /// Rows of all batches, sorted.
  std::vector<value_list> all_rows() const {
    std::lock_guard const guard(held_->guard);
    std::vector<value_list> out;
    for (auto const& [id, rows] : held_->batches)
      out.insert(out.end(), rows.begin(), rows.end());
    std::sort(out.begin(), out.end());
    return out;
  }
  /// Numbers of the batches that were committed.
  std::vector<std::int64_t> batches() const {
    std::lock_guard const guard(held_->guard);
    std::vector<std::int64_t> out;
    for (auto const& [id, rows] : held_->batches)
      if (id <= held_->committed) out.push_back(id);
    return out;
  }
  std::string to_string() const { return "memory"; }

  template <class Schema, class Mode>
  auto open_sink(io::sink_context const&) const {
    return live<Schema>(held_);
  }

 private:
  struct held_batches {
    std::mutex guard;
    std::map<std::int64_t, std::vector<value_list>> batches;
    std::int64_t committed = -1;  ///< of a later one there are rows that were handed on at once
  };
  template <class Schema>
  class live {
   public:
    explicit live(std::shared_ptr<held_batches> to) : held_(std::move(to)) {}

    struct lane_type {
      std::vector<value_list> rows;
      void append(auto const& row) {
        value_list values;
        Schema::for_each(
            [&]<class Field>() { values.emplace_back(row.template get<Field::name>()); });
        rows.push_back(std::move(values));
      }
    };
    std::string description() const { return "memory"; }
    void recover(std::int64_t) {}
    std::int64_t fence() const { return held_->committed; }
    lane_type make_lane(std::int64_t, std::size_t) const { return {}; }
    io::commit_result commit(std::int64_t batch_id, std::vector<lane_type>& lanes) {
      std::lock_guard const guard(held_->guard);
      if (batch_id <= fence()) return {0, true};
      io::commit_result out;
      held_->batches[batch_id];
      for (auto& lane : lanes)
        out.rows += put(batch_id, lane);
      held_->committed = batch_id;
      return out;
    }
    std::int64_t hand_on(std::int64_t batch_id, lane_type& lane) {
      std::lock_guard const guard(held_->guard);
      if (batch_id > fence()) return put(batch_id, lane);
      lane.rows.clear();
      return 0;
    }

   private:
    std::int64_t put(std::int64_t batch_id, lane_type& lane) {
      auto& into = held_->batches[batch_id];
      into.insert(into.end(), std::make_move_iterator(lane.rows.begin()),
                  std::make_move_iterator(lane.rows.end()));
      auto const count = std::ssize(lane.rows);
      lane.rows.clear();
      return count;
    }

    std::shared_ptr<held_batches> held_;
  };
  std::shared_ptr<held_batches> held_ = std::make_shared<held_batches>();
};

}  // namespace millstream::testing
