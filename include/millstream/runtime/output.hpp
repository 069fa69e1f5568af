// SPDX-License-Identifier: Apache-2.0
//
// One output of a query as it runs: the plan that feeds a sink, its fused loops, its state and the sink's
// lanes. Sources, threads and the order of a batch are the query's (execution.hpp), which may have several
// outputs over one source.
#pragma once

#include <millstream/base/pack.hpp>
#include <millstream/dsl/tee.hpp>
#include <millstream/optimize/optimize.hpp>
#include <millstream/physical/collecting.hpp>
#include <millstream/physical/lower.hpp>
#include <millstream/plan/bounded_state.hpp>
#include <millstream/plan/describe.hpp>
#include <millstream/runtime/flow.hpp>
#include <millstream/runtime/pipeline.hpp>

namespace millstream::runtime {

namespace detail {

/// A sink with the lanes of the batch in hand; nothing where the query has no such sink.
template <class Live>
struct sink_slot {
  std::optional<Live> live;
  std::vector<typename Live::lane_type> lanes;
  std::int64_t handed_on = 0;  ///< rows that went out before the commit
  void begin(std::int64_t batch_id, std::size_t count) {
    handed_on = 0;
    lanes.clear();
    lanes.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
      lanes.push_back(live->make_lane(batch_id, i));
  }
  /// What is in the only lane goes out.
  void hand_on(std::int64_t batch_id) { handed_on += live->hand_on(batch_id, lanes.front()); }
  io::commit_result commit(std::int64_t batch_id) {
    auto out = live->commit(batch_id, lanes);
    out.rows += handed_on;
    lanes.clear();
    return out;
  }
};

/// In the place of a sink that the query does not have.
struct no_live {};
template <>
struct sink_slot<no_live> {};

/// Makes a sink ready for new batches; an older checkpoint than the sink's is refused.
template <class Live>
void recover_sink(Live& live, std::int64_t last_planned) {
  live.recover(last_planned);
  if (live.fence() > last_planned)
    throw error(errc::checkpoint_of_another_query,
                live.description() + " has batch " + std::to_string(live.fence()) +
                    " of this query, but the checkpoint knows of batch " +
                    std::to_string(last_planned) + " at most: batches would be skipped as done",
                {},
                "the checkpoint is older than the sink, such as one restored from a copy: put "
                "the newer one back, or write to a new place");
}

template <class Live>
void add_fence_of(Live const& live, std::vector<io::sink_fence>& out) {
  if constexpr (io::keeps_its_fence<Live>) add_fence(out, live.description(), live.fence());
}
}  // namespace detail

/// `Query` is a `query_description` of a plan that passed its checks.
template <class Query>
class output {
  using plan_type = typename Query::plan_type;
  using mode_type = typename Query::mode_type;
  static constexpr bool stateful = plan::is_stateful<plan_type>;
  /// Are the rows that the lowest operator with state leaves out as late wanted?
  static constexpr bool takes_late_rows = millstream::detail::takes_late_rows<Query>;

 public:
  using optimized_type =
      optimize::optimized_plan<plan_type, typename Query::optimizer_off, takes_late_rows>;
  using branches_type = typename optimized_type::branches_type;
  static constexpr std::size_t branch_count = pack_size_v<branches_type>;
  using watermarks = plan::watermarks_of<plan_type>;
  static_assert(watermarks::of_branch.size() == branch_count);
  template <std::size_t I>
  using branch_plan = pack_element_t<I, branches_type>;
  template <std::size_t I>
  using branch_leaf =
      std::remove_cvref_t<decltype(plan::leaf_of(std::declval<branch_plan<I> const&>()))>;

 private:
  template <std::size_t I>
  using branch_chain = decltype(physical::lower(std::declval<branch_plan<I> const&>()));

  template <std::size_t... I>
  static auto chains_of(branches_type const& branches, io::tables_read& read,
                        std::index_sequence<I...>) {
    return pack<branch_chain<I>...>{physical::lower(nth<I>(branches), &read)...};
  }
  using chains_type =
      decltype(chains_of(std::declval<branches_type const&>(), std::declval<io::tables_read&>(),
                         std::make_index_sequence<branch_count>{}));

  template <std::size_t... I>
  static auto chain_lanes(std::index_sequence<I...>)
      -> pack<typename branch_chain<I>::lanes_type...>;
  using chain_lanes_type = decltype(chain_lanes(std::make_index_sequence<branch_count>{}));

  using result_schema = typename plan_type::schema_type;
  using sink_live =
      decltype(std::declval<typename Query::sink_type const&>()
                   .template open_sink<result_schema, mode_type>(std::declval<io::sink_context>()));

  using flow_type = typename optimized_type::flow_type;
  template <class Flow, bool Stateful>
  struct stage_of {
    using type = no_stage;
  };
  template <class Flow>
  struct stage_of<Flow, true> {
    using type = stage<Flow, mode_type>;
  };
  using stage_type = typename stage_of<flow_type, stateful>::type;

  /// The sink of late rows.
  template <bool Takes, class D = void>
  struct late_of {
    using type = detail::no_live;
  };
  template <class D>
  struct late_of<true, D> {
    using type = decltype(std::declval<typename Query::late_rows_type const&>()
                              .template open_sink<typename flow_type::input_schema, append_mode>(
                                  std::declval<io::sink_context>()));
  };
  using late_live = typename late_of<takes_late_rows>::type;

  /// What a limit or order_by gets: the rows below it, of all lanes.
  static constexpr bool collects = plan::has_collecting<plan_type>;
  using collecting_type = physical::collecting<typename optimized_type::collecting_type>;
  using collected_row = record<typename std::remove_cvref_t<decltype(plan::below_collecting(
      std::declval<plan_type const&>()))>::schema_type>;
  /// Rows that a limit let through count as long as the query lives, in append mode (rule 45).
  static constexpr bool counts_limits =
      collecting_type::limits != 0 && std::is_same_v<mode_type, append_mode>;

 public:
  struct lane_work {
    std::vector<collected_row> collected;
    chain_lanes_type chains{};
    typename stage_type::lanes_type state{};
  };

  /// `name` tells it from the other outputs of the query, in its sink and in the checkpoint.
  output(Query query, std::string name)
      : query_(std::move(query)),
        name_(std::move(name)),
        optimized_(query_.plan) {}

  std::string const& name() const { return name_; }
  optimized_type const& optimized() const { return optimized_; }
  std::string plan_text() const { return optimized_.logical_relation().to_string(); }
  std::uint64_t plan_fingerprint() const {
    return plan::fingerprint(optimized_.logical_relation());
  }
  void add_stateful_operators(std::vector<checkpoint::stateful_operator>& out) const {
    operator_ids ids(name_);
    stage_type::add_stateful_operators(optimized_.flow(), ids, out);
    if constexpr (counts_limits)
      for (std::size_t i = 0; i < collecting_type::limits; ++i)
        out.push_back({limit_id(i), "passed", "limit", limit_columns(), false});
  }
  static constexpr std::size_t event_time_nodes() { return watermarks::count; }
  std::string mode_text() const { return std::string(mode_type::name); }
  static constexpr bool asks_for_no_data_batch() {
    return plan::has_watermark<plan_type> && stage_type::asks_for_no_data_batch();
  }
  bool due_by(timestamp now) const { return stage_->due_by(now); }

  /// `add_table(name, identity)` gets what the static tables that know it were read from, `read` what was counted there.
  template <class AddTable>
  void open(pipeline_context const& context, AddTable const& add_table, io::tables_read& read) {
    auto const add_identity = [&](auto const& table) {
      if constexpr (requires { table.description.identity(); })
        add_table("table " + table.description.to_string(), table.description.identity());
    };
    plan::for_each_table(query_.plan, add_identity);
    if (context.begins) plan::for_each_initial_table(query_.plan, add_identity);
    chains_.emplace(
        chains_of(optimized_.branches(), read, std::make_index_sequence<branch_count>{}));
    operator_ids ids(name_);
    stage_.emplace(optimized_.flow(), context.state_partitions, ids, &read);
    if constexpr (collects) collecting_.emplace(optimized_.collecting(), &read);
    sink_.live.emplace(query_.sink.template open_sink<result_schema, mode_type>(
        io::sink_context{context.door, context.query_id, context.run_epoch, name_}));
    if constexpr (takes_late_rows)
      late_.live.emplace(
          query_.late.template open_sink<typename flow_type::input_schema, append_mode>(
              io::sink_context{context.door, context.query_id, context.run_epoch,
                               name_ + "/late"}));
  }
  void add_sink_descriptions(std::vector<std::string>& out) const {
    out.push_back(sink_.live->description());
    if constexpr (takes_late_rows) out.push_back(late_.live->description());
  }
  void recover(std::int64_t last_planned) {
    detail::recover_sink(*sink_.live, last_planned);
    if constexpr (takes_late_rows) detail::recover_sink(*late_.live, last_planned);
  }
  void add_fences(std::vector<io::sink_fence>& out) const {
    detail::add_fence_of(*sink_.live, out);
    if constexpr (takes_late_rows) detail::add_fence_of(*late_.live, out);
  }
  void restore(checkpoint::partition_delta const& d) {
    stage_->restore(d);
    if constexpr (counts_limits)
      for (std::size_t i = 0; i < passed_.size(); ++i)
        if (d.operator_id == limit_id(i))
          for (std::size_t r = 0; r < d.upserts.rows; ++r)
            state::read_value(d.upserts.columns[0], r, passed_[i]);
  }

  void begin_batch(std::int64_t batch_id, std::size_t lanes) {
    passed_before_ = passed_;
    if constexpr (!stateful)
      sink_.begin(batch_id, std::max<std::size_t>(lanes, 1));
    else if constexpr (takes_late_rows)
      late_.begin(batch_id, std::max<std::size_t>(lanes, 1));
    else
      static_cast<void>(batch_id), static_cast<void>(lanes);
  }

  /// Takes a block of branch I's source through its fused loop.
  template <std::size_t I, class Block>
  void consume(Block const& block, batch_task const& task, std::size_t lane, lane_work& work) {
    block_text::scope const made_text;
    auto const run = [&](auto&& next) MILLSTREAM_LAMBDA_INLINE {
      physical::run(nth<I>(*chains_), nth<I>(work.chains), block, next);
    };
    if constexpr (stateful) {
      run([&](auto const& rows, auto const selection) MILLSTREAM_LAMBDA_INLINE {
        constexpr auto input = optimized_type::input_of(I);
        if constexpr (takes_late_rows)
          stage_->template accumulate_input<input>(
              work.state, task.late_watermark_ms, rows, selection,
              [&](auto const& row) { late_.lanes[lane].append(row); });
        else
          stage_->template accumulate_input<input>(work.state, task.late_watermark_ms, rows,
                                                   selection);
      });
    } else if constexpr (collects) {
      auto const wanted = collecting_->wanted(passed_);
      run(physical::for_each_row{[&](auto const& row) MILLSTREAM_LAMBDA_INLINE {
        if (static_cast<std::int64_t>(work.collected.size()) < wanted)
          work.collected.push_back(make_record<collected_row>(row));
      }});
    } else {
      // a lane of a few numbers lives in registers for the length of a block
      using lane_type = typename sink_live::lane_type;
      constexpr bool small = std::is_trivially_copyable_v<lane_type> && sizeof(lane_type) <= 64;
      std::conditional_t<small, lane_type, lane_type&> to = sink_.lanes[lane];
      run(physical::for_each_row{[&](auto const& row)
                                     MILLSTREAM_LAMBDA_INLINE { to.append(row); }});
      if constexpr (small) sink_.lanes[lane] = to;
    }
  }

  /// What the lanes saw of event time, and what operators with state make of their rows.
  void finish_batch(batch_task const& task, expr::batch_context const& context, workers& pool,
                    std::vector<lane_work*> const& work, batch_outcome& out) {
    auto const first = out.add_event_times(watermarks::count);
    auto const first_operator = out.state_operators.size();
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (collect_branch<I>(work, first, out), ...);
    }(std::make_index_sequence<branch_count>{});
    if constexpr (stateful)
      finish_state({task, context, pool}, work, first, out);
    else if constexpr (collects)
      finish(context, [&](auto const& take) {
        for (auto* w : work)
          take(w->collected);
      });
    if constexpr (counts_limits) report_limits(out);
    out.reverse_operators(first_operator);
  }

  // ---- the real-time trigger: rows leave while their batch, an interval, is open (real_time.hpp) ----

  /// What is held as long as an interval is open.
  struct interval_work {
    chain_lanes_type chains{};
    typename stage_type::interval_work state{};
  };
  /// What its sinks have of their rows after a crash; empty where it is what a batch's commit makes it.
  void add_deliveries(std::vector<std::string>& out) const {
    out.emplace_back(io::delivery_text(Query::sink_type::delivery_at_once));
    if constexpr (takes_late_rows) out.emplace_back();
  }
  void begin_interval(std::int64_t batch_id) {
    sink_.begin(batch_id, 1);
    if constexpr (takes_late_rows) late_.begin(batch_id, 1);
    if constexpr (stateful) stage_->begin_interval();
  }
  /// Takes a block of branch I's source row by row, and hands on what comes of it.
  template <std::size_t I, class Block>
  void consume_row_by_row(Block const& block, batch_task const& task, interval_work& work) {
    static_assert(!collects, "limits and sorts are not legal in update mode");
    block_text::scope const made_text;
    auto const run = [&](auto&& next) MILLSTREAM_LAMBDA_INLINE {
      physical::run(nth<I>(*chains_), nth<I>(work.chains), block, next);
    };
    auto& lane = sink_.lanes.front();
    if constexpr (stateful) {
      end_of_interval end{lane};
      run([&](auto const& rows, auto const selection) MILLSTREAM_LAMBDA_INLINE {
        if constexpr (takes_late_rows)
          stage_->take_row_by_row(work.state, task, rows, selection, end,
                                  [&](auto const& row) { late_.lanes.front().append(row); });
        else
          stage_->take_row_by_row(work.state, task, rows, selection, end);
      });
    } else {
      run(physical::for_each_row{[&](auto const& row)
                                     MILLSTREAM_LAMBDA_INLINE { lane.append(row); }});
    }
    sink_.hand_on(task.batch_id);
  }
  /// As `finish_batch`: what is freed can still go to the sink, with the commit.
  void end_interval(batch_task const& task, interval_work& work, batch_outcome& out) {
    auto const first = out.add_event_times(watermarks::count);
    auto const first_operator = out.state_operators.size();
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (collect_event_time<I>(nth<I>(work.chains), first, out), ...);
    }(std::make_index_sequence<branch_count>{});
    if constexpr (stateful) {
      end_of_interval end{sink_.lanes.front()};
      stage_->end_interval(
          work.state, task, end,
          [&](auto const& statistics, duration delay) {
            out.merge_event_time(first, statistics, delay);
          },
          out);
    }
    out.reverse_operators(first_operator);
  }

  void add_state_changes(std::int64_t batch_id,
                         std::vector<checkpoint::partition_delta>& out) const {
    stage_->add_state_changes(batch_id, out);
    if constexpr (counts_limits)
      for (std::size_t i = 0; i < passed_.size(); ++i)
        if (passed_[i] != passed_before_[i]) out.push_back(limit_state(i));
  }
  void add_whole_state(std::vector<checkpoint::partition_delta>& out) const {
    stage_->add_whole_state(out);
    if constexpr (counts_limits)
      for (std::size_t i = 0; i < passed_.size(); ++i)
        out.push_back(limit_state(i));
  }

  /// One result a sink, in the order of their descriptions.
  void commit(std::int64_t batch_id, std::vector<io::commit_result>& out) {
    add_result(out, sink_.commit(batch_id));
    if constexpr (takes_late_rows) add_result(out, late_.commit(batch_id));
  }

 private:
  /// Where the rows of the topmost operator with state go: to the sink's lanes, one a partition, or to those who
  /// need all of them.
  struct end_of_flow {
    output& of;
    std::int64_t batch_id;
    std::vector<std::vector<collected_row>> collected{};
    static constexpr bool erases =
        !collects && requires { requires Query::sink_type::deletes_evicted; };

    void begin(std::size_t partitions) {
      of.sink_.begin(batch_id, partitions);
      if constexpr (collects) collected.resize(partitions);
    }
    template <class Row>
    void take(std::size_t p, Row const& row) {
      if constexpr (collects)
        collected[p].push_back(make_record<collected_row>(row));
      else
        of.sink_.lanes[p].append(row);
    }
    template <class Row>
    void erase(std::size_t p, Row const& row) {
      of.sink_.lanes[p].erase(row);
    }
  };

  /// The same where there is one lane, which is handed on all the time.
  struct end_of_interval {
    typename sink_live::lane_type& lane;
    static constexpr bool erases = requires { requires Query::sink_type::deletes_evicted; };

    template <class Row>
    MILLSTREAM_INLINE void take(std::size_t, Row const& row) {
      lane.append(row);
    }
    template <class Row>
    void erase(std::size_t, Row const& row) {
      lane.erase(row);
    }
  };

  template <std::size_t I>
  void collect_event_time(typename branch_chain<I>::lanes_type const& lanes, std::size_t first,
                          batch_outcome& out) const {
    physical::collect_event_time(
        nth<I>(*chains_), lanes, [&](auto const& statistics, duration delay) {
          out.merge_event_time(first + watermarks::of_branch[I], statistics, delay);
        });
  }
  template <std::size_t I>
  void collect_branch(std::vector<lane_work*> const& work, std::size_t first,
                      batch_outcome& out) const {
    for (auto const* w : work)
      collect_event_time<I>(nth<I>(w->chains), first, out);
    if (work.empty()) collect_event_time<I>({}, first, out);
  }

  void finish_state(flow_batch const& batch, std::vector<lane_work*> const& work,
                    std::size_t first_watermark, batch_outcome& out) {
    static_assert(freed_operators() == freed_by_watermark(),
                  "what explain says of the state is what is done with it");
    std::vector<typename stage_type::lane_type*> lanes;
    typename stage_type::rights_above rights;
    for (auto* w : work) {
      lanes.push_back(&w->state.own);
      rights.push_back(&w->state.above);
    }
    end_of_flow end{*this, batch.task.batch_id};
    auto const event_time = [&](auto const& statistics, duration delay) {
      out.merge_event_time(first_watermark, statistics, delay);
    };
    stage_->finish(batch, lanes, rights, end, event_time, out);
    if constexpr (collects)
      finish(batch.context, [&](auto const& take) {
        for (auto& rows : end.collected)
          take(rows);
      });
  }
  static constexpr auto freed_by_watermark() {
    constexpr auto states = plan::keyed_states<plan_type, mode_type>;
    std::array<bool, states.size()> out{};
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = states[i] == plan::state_freed_by::watermark;
    return out;
  }
  static constexpr auto freed_operators() {
    std::array<bool, plan::keyed_states<plan_type, mode_type>.size()> out{};
    stage_type::note_freed(out);
    return out;
  }

  /// Puts the collected rows of all lanes through limit and order_by, into the sink's first lane.
  template <class Lanes>
  void finish(expr::batch_context const& context, Lanes const& lanes) {
    expr::in_batch const here(context);
    std::vector<collected_row> rows;
    lanes([&](std::vector<collected_row>& more) {
      rows.insert(rows.end(), std::make_move_iterator(more.begin()),
                  std::make_move_iterator(more.end()));
    });
    // which partition a group is in depends on how many there are; its columns do not
    if constexpr (stateful)
      std::sort(rows.begin(), rows.end(),
                [](auto const& a, auto const& b) { return physical::compare_rows(a, b) < 0; });
    physical::limit_counters of_this_batch(collecting_type::limits);
    for (auto const& row : (*collecting_)(std::move(rows), counts_limits ? passed_ : of_this_batch))
      sink_.lanes[0].append(row);
  }
  std::string limit_id(std::size_t i) const {
    return operator_ids(name_).in_output("limit-" + std::to_string(i));
  }
  static std::vector<column_spec> limit_columns() { return {state::spec_of<std::int64_t>("rows")}; }
  checkpoint::partition_delta limit_state(std::size_t i) const {
    auto rows = table::of(limit_columns());
    state::append_value(rows.columns[0], passed_[i]);
    rows.rows = 1;
    return {limit_id(i), "passed", 0, std::move(rows), {}};
  }
  void report_limits(batch_outcome& out) const {
    for (std::size_t i = 0; i < passed_.size(); ++i) {
      state_operator_progress progress;
      progress.operator_name = "globalLimit";
      progress.num_rows_total = passed_[i] != 0;
      progress.num_rows_updated = passed_[i] != passed_before_[i];
      progress.num_state_store_instances = 1;
      progress.num_shuffle_partitions = 1;
      out.add_operator(std::move(progress));
    }
  }

  Query query_;
  std::string name_;
  optimized_type optimized_;
  std::optional<chains_type> chains_;
  std::optional<stage_type> stage_;
  std::optional<collecting_type> collecting_;
  physical::limit_counters passed_ = physical::limit_counters(collecting_type::limits);
  physical::limit_counters passed_before_ = passed_;
  detail::sink_slot<sink_live> sink_;
  detail::sink_slot<late_live> late_;
};

}  // namespace millstream::runtime
