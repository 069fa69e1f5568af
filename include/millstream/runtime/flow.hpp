// SPDX-License-Identifier: Apache-2.0
//
// What runs above the fused loops of a query's branches: its operators with state, the lowest first, each
// with the fused loop between it and the next one or the end. The partitions of one are the lanes of the
// next. What the end does with rows is the output's (output.hpp).
#pragma once

#include <map>

#include <millstream/physical/lower.hpp>
#include <millstream/runtime/session_operator.hpp>
#include <millstream/runtime/state_operator.hpp>

namespace millstream::runtime {

/// Names operators by kind and position, the lowest first: a function of the output's name and the plan alone
/// (rule 4).
class operator_ids {
 public:
  explicit operator_ids(std::string output) : output_(std::move(output)) {}
  std::string next(std::string_view kind) {
    return in_output(std::string(kind) + "-" + std::to_string(used_[kind]++));
  }
  std::string in_output(std::string const& id) const {
    return output_ == "main" ? id : output_ + "/" + id;
  }

 private:
  std::string output_;
  std::map<std::string_view, int> used_;
};

/// What a batch is to the stages of a flow.
struct flow_batch {
  batch_task const& task;
  expr::batch_context const& context;
  workers& pool;
};

/// Above the last operator.
struct no_stage {
  struct lane_type {};
  struct right_lanes {};
  using lanes_type = lane_type;
  struct interval_work {};
  static constexpr bool joins = false;
  no_stage(auto const&, std::size_t, operator_ids&, io::tables_read*) {}
  static void add_stateful_operators(auto const&, operator_ids&,
                                     std::vector<checkpoint::stateful_operator>&) {}
  static constexpr bool asks_for_no_data_batch() { return false; }
  bool due_by(timestamp) const { return false; }
  void begin_interval() {}
  void end_interval(interval_work const&, batch_task const&, auto&, auto const&, batch_outcome&) {}
  void restore(checkpoint::partition_delta const&) {}
  void add_state_changes(std::int64_t, std::vector<checkpoint::partition_delta>&) const {}
  void add_whole_state(std::vector<checkpoint::partition_delta>&) const {}
};

/// A lane of a join for the rows of its right stream, and those of the joins above it.
template <class Lane, class Above, bool Joins>
struct right_lanes_of {
  Lane own{};
  Above above{};
};
template <class Lane, class Above>
struct right_lanes_of<Lane, Above, false> {
  Above above{};
};

/// Takes the rows that leave a fused loop into a lane of the stage above it.
template <class Stage>
struct into_stage {
  Stage const& stage;
  typename Stage::lane_type& lane;
  batch_task const& task;
  void operator()(auto const& rows, auto const selection) const {
    stage.template accumulate<0>(lane, task.late_watermark_ms, rows, selection);
  }
};
/// Takes a row to the end of the flow.
template <class End>
struct into_end {
  End& end;
  std::size_t partition;
  void operator()(auto const& row) const { end.take(partition, row); }
};
template <class End>
struct out_of_end {
  End& end;
  std::size_t partition;
  void operator()(auto const& row) const { end.erase(partition, row); }
};

/// An operator with state and what stands above it. `Flow` is an `optimized_flow`.
template <class Flow, class Mode>
class stage {
  using operator_of = state_operator<Flow, Mode>;
  using operator_type = typename operator_of::type;
  using chain_type = decltype(physical::lower(std::declval<typename Flow::chain_plan const&>()));
  template <class F, bool Last>
  struct next_of {
    using type = no_stage;
  };
  template <class F>
  struct next_of<F, false> {
    using type = stage<typename F::next_type, Mode>;
  };
  using next_type = typename next_of<Flow, Flow::last>::type;

 public:
  using lane_type = typename operator_of::lane_type;
  static constexpr bool joins = Flow::joins;
  /// Rows that come from branches and not from the stage below: those of the right streams of joins.
  using right_lanes = right_lanes_of<lane_type, typename next_type::right_lanes, joins>;
  using rights_above = std::vector<typename next_type::right_lanes*>;
  /// What the lowest stage gets of a lane.
  struct lanes_type {
    lane_type own{};
    [[no_unique_address]] typename next_type::right_lanes above{};
  };

  stage(Flow const& flow, std::size_t partitions, operator_ids& ids, io::tables_read* read)
      : id_(ids.next(operator_of::kind)),
        operator_(flow.step(), partitions),
        chain_(physical::lower(flow.chain(), read)),
        next_(flow.next(), partitions, ids, read) {
    if constexpr (requires { operator_.add_tables(*read); }) operator_.add_tables(*read);
  }

  static void add_stateful_operators(Flow const& flow, operator_ids& ids,
                                     std::vector<checkpoint::stateful_operator>& out) {
    operator_of::add_stores(ids.next(operator_of::kind), flow.written_step(), out);
    next_type::add_stateful_operators(flow.next(), ids, out);
  }
  static constexpr bool asks_for_no_data_batch() {
    return operator_of::asks_for_no_data_batch || next_type::asks_for_no_data_batch();
  }
  bool due_by(timestamp now) const {
    return operator_of::due_by(operator_, now) || next_.due_by(now);
  }
  /// Of which operators the watermark frees all state, the lowest first.
  template <std::size_t N>
  static constexpr void note_freed(std::array<bool, N>& out, std::size_t at = 0) {
    out[at] = operator_of::frees_all;
    if constexpr (!Flow::last) next_type::note_freed(out, at + 1);
  }

  /// `Input`: of a join 0 for rows of the left stream, 1 for those of the right one; else 0. `on_late(row)` gets the
  /// rows that are left out as late.
  template <std::size_t Input, class Rows, class Selection, class OnLate = physical::leave_out>
  MILLSTREAM_INLINE void accumulate(lane_type& lane, std::int64_t late_watermark_ms,
                                    Rows const& rows, Selection const selection,
                                    OnLate const& on_late = {}) const {
    operator_of::template accumulate<Input>(
        operator_, lane,
        operator_of::filters_late ? late_watermark_ms * 1000 : physical::batch_watermarks::none,
        rows, selection, on_late);
  }
  /// Takes rows of input K of the flow, whose lowest stage this is (`plan::inputs_of`); `on_late` is of this stage.
  template <std::size_t K, class Rows, class Selection, class OnLate = physical::leave_out>
  MILLSTREAM_INLINE void accumulate_input(lanes_type& lanes, std::int64_t late_watermark_ms,
                                          Rows const& rows, Selection const selection,
                                          [[maybe_unused]] OnLate const& on_late = {}) const {
    if constexpr (K == 0 || (joins && K == 1))
      accumulate<K>(lanes.own, late_watermark_ms, rows, selection, on_late);
    else
      next_.template accumulate_right<K - joins>(lanes.above, late_watermark_ms + behind_ms(), rows,
                                                 selection);
  }
  template <std::size_t K, class Rows, class Selection>
  MILLSTREAM_INLINE void accumulate_right(right_lanes& lanes, std::int64_t late_watermark_ms,
                                          Rows const& rows, Selection const selection) const {
    if constexpr (joins && K == 1)
      accumulate<1>(lanes.own, late_watermark_ms, rows, selection);
    else
      next_.template accumulate_right<K - joins>(lanes.above, late_watermark_ms + behind_ms(), rows,
                                                 selection);
  }

  /// Merges the lanes of a batch into the state and hands on what the mode asks for, partition by partition:
  /// into the next stage's lanes, which finish then, or to the end. `rights`: rows of right streams above.
  /// `event_time(statistics, delay)` gets what a watermark between the stages saw.
  template <class End, class EventTime>
  void finish(flow_batch const& batch, std::vector<lane_type*> const& lanes,
              rights_above const& rights, End& end, EventTime const& event_time,
              batch_outcome& progress) {
    auto const partitions = operator_.partitions();
    operator_.begin_batch();
    if constexpr (requires { operator_.seals_lanes(); })
      if (operator_.seals_lanes())
        batch.pool.for_each_index(lanes.size(), [&](std::size_t i) { operator_.seal(*lanes[i]); });
    if constexpr (Flow::last) end.begin(partitions);
    std::vector<typename chain_type::lanes_type> loops(partitions);
    std::vector<typename next_type::lane_type> above(partitions);
    std::vector<physical::partition_counts> counts(partitions);
    auto const task_above = seen_from_above(batch.task);
    batch.pool.for_each_index(partitions, [&](std::size_t p) {
      expr::in_batch const here(batch.context);
      finish_partition(p, batch.task, task_above, lanes, loops[p], above[p], end);
      counts[p] = operator_.counts(p);
    });
    report(lanes, counts, progress);
    for (auto const& loop : loops)
      physical::collect_event_time(chain_, loop, event_time);
    if constexpr (!Flow::last) {
      std::vector<typename next_type::lane_type*> next_lanes;
      for (auto& lane : above)
        next_lanes.push_back(&lane);
      typename next_type::rights_above further;
      for (auto* right : rights) {
        if constexpr (next_type::joins) next_lanes.push_back(&right->own);
        further.push_back(&right->above);
      }
      next_.finish({task_above, batch.context, batch.pool}, next_lanes, further, end, event_time,
                   progress);
    }
  }

  // ---- row by row: an interval of the real-time trigger ----

  /// What the stages of a flow hold as long as an interval is open.
  struct interval_work {
    lane_type lane{};
    typename chain_type::lanes_type loop{};
    [[no_unique_address]] typename next_type::interval_work above{};
  };
  void begin_interval() {
    operator_.begin_batch();
    next_.begin_interval();
  }
  /// Takes each row into the state and hands on what it changes, up to the end of the flow, before the next row.
  template <class Rows, class Selection, class End, class OnLate = physical::leave_out>
  MILLSTREAM_INLINE void take_row_by_row(interval_work& work, batch_task const& task,
                                         Rows const& rows, Selection const selection, End& end,
                                         OnLate const& on_late = {}) {
    operator_of::update(
        operator_, work.lane,
        operator_of::filters_late ? task.late_watermark_ms * 1000
                                  : physical::batch_watermarks::none,
        task.batch_id, rows, selection, on_late, [&](auto const& changed) MILLSTREAM_LAMBDA_INLINE {
          block_text::scope const made_text;
          if constexpr (Flow::last)
            physical::run(chain_, work.loop, changed,
                          physical::for_each_row{into_end<End>{end, 0}});
          else
            physical::run(chain_, work.loop, changed, [&](auto const& above, auto const of_above) {
              next_.take_row_by_row(work.above, task, above, of_above, end);
            });
        });
  }
  /// Frees what the watermark has passed and reports, as `finish` does.
  template <class End, class EventTime>
  void end_interval(interval_work& work, batch_task const& task, End& end,
                    EventTime const& event_time, batch_outcome& progress) {
    std::vector<physical::partition_counts> counts;
    for (std::size_t p = 0; p < operator_.partitions(); ++p) {
      operator_.end_updates(p, task.batch_id);
      evict_partition(p, task, end);
      counts.push_back(operator_.counts(p));
    }
    report(std::array{&work.lane}, counts, progress);
    physical::collect_event_time(chain_, work.loop, event_time);
    next_.end_interval(work.above, task, end, event_time, progress);
  }

  // ---- on disk ----

  void restore(checkpoint::partition_delta const& d) {
    if (d.operator_id != id_) return next_.restore(d);
    operator_of::restore(operator_, d);
  }
  void add_state_changes(std::int64_t batch_id,
                         std::vector<checkpoint::partition_delta>& out) const {
    for (std::size_t p = 0; p < operator_.partitions(); ++p)
      operator_of::add_changes(operator_, id_, p, batch_id, out);
    next_.add_state_changes(batch_id, out);
  }
  void add_whole_state(std::vector<checkpoint::partition_delta>& out) const {
    for (std::size_t p = 0; p < operator_.partitions(); ++p)
      operator_of::add_whole(operator_, id_, p, out);
    next_.add_whole_state(out);
  }

 private:
  template <class End>
  void finish_partition(std::size_t p, batch_task const& task, batch_task const& task_above,
                        std::vector<lane_type*> const& lanes, typename chain_type::lanes_type& loop,
                        typename next_type::lane_type& above, End& end) {
    operator_of::merge(operator_, p, lanes, task);
    operator_of::each_block(operator_, p, task, [&](auto const& block) {
      block_text::scope const made_text;
      if constexpr (Flow::last)
        physical::run(chain_, loop, block, physical::for_each_row{into_end<End>{end, p}});
      else
        physical::run(chain_, loop, block, into_stage<next_type>{next_, above, task_above});
    });
    evict_partition(p, task, end);
  }

  template <class End>
  void evict_partition([[maybe_unused]] std::size_t p, [[maybe_unused]] batch_task const& task,
                       [[maybe_unused]] End& end) {
    if constexpr (operator_of::evicts) {
      if constexpr (Flow::last && operator_of::evicts_results && End::erases)
        operator_of::each_evicted_block(operator_, p, task, [&](auto const& block) {
          block_text::scope const made_text;
          typename chain_type::lanes_type unseen{};
          physical::run(chain_, unseen, block, physical::for_each_row{out_of_end<End>{end, p}});
        });
      operator_.evict_partition(p, task.evict_watermark_ms * 1000);
    }
  }

  void report(auto const& lanes, std::vector<physical::partition_counts> const& counts,
              batch_outcome& progress) const {
    state_operator_progress out;
    out.operator_name = operator_of::name_in_progress;
    operator_of::report_late(lanes, out);
    out.num_state_store_instances = static_cast<std::int64_t>(counts.size());
    out.num_shuffle_partitions = static_cast<std::int64_t>(counts.size());
    for (auto const& c : counts) {
      out.num_rows_total += c.rows_total;
      out.num_rows_updated += c.rows_updated;
      out.num_rows_removed += c.rows_removed;
      out.memory_used_bytes += c.memory_bytes;
    }
    progress.add_operator(std::move(out));
  }

  /// The batch with the watermarks that rows of this operator have kept (rule 38).
  batch_task seen_from_above(batch_task task) const {
    task.late_watermark_ms += behind_ms();
    task.evict_watermark_ms += behind_ms();
    return task;
  }
  std::int64_t behind_ms() const {
    return std::chrono::floor<std::chrono::milliseconds>(operator_of::result_behind(operator_))
        .count();
  }

  std::string id_;
  operator_type operator_;
  chain_type chain_;
  next_type next_;
};

}  // namespace millstream::runtime
