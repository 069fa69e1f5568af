// SPDX-License-Identifier: Apache-2.0
//
// A query under a real-time trigger as it runs: a batch is open for an interval, and rows go through the query, one by
// one and on the calling thread, as often as they are asked for. When an interval begins and ends, and what is durable then,
// is micro_batch.hpp's business.
#pragma once

#include <millstream/dsl/real_time.hpp>
#include <millstream/runtime/execution.hpp>

namespace millstream::runtime {

/// `Query` is a `query_description`, or a tee of some, in update mode.
template <class Query>
class real_time_execution final : public execution<Query> {
  using base = execution<Query>;
  using base::each_output;
  using base::outputs_;
  using base::places;
  using base::port_of_;
  using typename base::branch_indices;
  using typename base::output_indices;

  template <std::size_t... K>
  static auto works_of(std::index_sequence<K...>)
      -> pack<typename base::template output_at<K>::interval_work...>;

 public:
  using base::base;

  void take_rows(batch_task const& task, batch_outcome& out) override {
    expr::batch_context const context{task.now, task.zone};
    expr::in_batch const here(context);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (take_rows_of<I>(task, out), ...);
    }(branch_indices{});
  }

  void end_interval(batch_task const& task, batch_outcome& out) override {
    expr::batch_context const context{task.now, task.zone};
    expr::in_batch const here(context);
    [&]<std::size_t... K>(std::index_sequence<K...>) {
      (nth<K>(outputs_).end_interval(task, nth<K>(*works_), out), ...);
    }(output_indices{});
  }

 protected:
  void open_interval(batch_task const& task) override {
    works_.emplace();
    each_output(static_cast<base&>(*this), [&](auto& o) { o.begin_interval(task.batch_id); });
    if constexpr (base::has_dead_letter) this->dead_.begin(task.batch_id, 1);
  }
  void add_deliveries(std::vector<std::string>& out) const override {
    each_output(static_cast<base const&>(*this), [&](auto const& o) { o.add_deliveries(out); });
    if constexpr (base::has_dead_letter) out.emplace_back();
  }

 private:
  template <std::size_t I>
  void take_rows_of(batch_task const& task, batch_outcome& out) {
    if (!this->leads_[I] || task.offsets[port_of_[I]].empty()) return;
    auto batch = this->template live_source<I>().open_batch(task.offsets[port_of_[I]]);
    auto const consume = [&](auto const& block) {
      this->template each_branch_over_source_of<I>([&]<std::size_t J>() {
        nth<places[J].of>(outputs_).template consume_row_by_row<places[J].branch>(
            block, task, nth<places[J].of>(*works_));
      });
    };
    auto const reject = [&](io::malformed_record const& bad) {
      this->add_dead_letter(bad, task.batch_id, 0);
    };
    for (std::size_t lane = 0; lane < batch.lanes(); ++lane)
      out.sources[port_of_[I]] += batch.read_lane(lane, consume, reject);
  }

  std::optional<decltype(works_of(output_indices{}))> works_;
};

}  // namespace millstream::runtime
