// SPDX-License-Identifier: Apache-2.0
//
// One output of a query as it runs: the plan that feeds a sink, its fused loops, its state and the sink's
// lanes. Sources, threads and the order of a batch are the query's (execution.hpp), which may have several
// outputs over one source.
#pragma once

#include <unordered_set>

#include <millstream/dsl/tee.hpp>
#include <millstream/optimize/optimize.hpp>
#include <millstream/physical/aggregate.hpp>
#include <millstream/physical/collecting.hpp>
#include <millstream/physical/lower.hpp>
#include <millstream/plan/bounded_state.hpp>
#include <millstream/plan/describe.hpp>
#include <millstream/runtime/pipeline.hpp>

namespace millstream::runtime {

namespace detail {

/// A sink with the lanes of the batch in hand; nothing where the query has no such sink.
template <class Live>
struct sink_slot {
  std::optional<Live> live;
  std::vector<typename Live::lane_type> lanes;
  void begin(std::int64_t batch_id, std::size_t count) {
    lanes.clear();
    lanes.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
      lanes.push_back(live->make_lane(batch_id, i));
  }
};

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
void add_fence(Live const& live, std::vector<io::sink_fence>& out) {
  if constexpr (io::keeps_its_fence<Live>) out.push_back({live.description(), live.fence()});
}
}  // namespace detail

/// `Query` is a `query_description` of a plan that passed its checks.
template <class Query>
class output {
  using plan_type = typename Query::plan_type;
  using mode_type = typename Query::mode_type;
  static constexpr bool stateful = plan::has_aggregate<plan_type>;

 public:
  using optimized_type = optimize::optimized_plan<plan_type, typename Query::optimizer_off>;
  using branches_type = typename optimized_type::branches_type;
  static constexpr std::size_t branch_count = std::tuple_size_v<branches_type>;
  using watermarks = plan::watermarks_of<plan_type>;
  static_assert(watermarks::of_branch.size() == branch_count);
  template <std::size_t I>
  using branch_plan = std::tuple_element_t<I, branches_type>;
  template <std::size_t I>
  using branch_leaf =
      std::remove_cvref_t<decltype(plan::leaf_of(std::declval<branch_plan<I> const&>()))>;

 private:
  template <std::size_t I>
  using branch_chain = decltype(physical::lower(std::declval<branch_plan<I> const&>()));

  template <std::size_t... I>
  static auto chains_of(branches_type const& branches, io::tables_read& read,
                        std::index_sequence<I...>) {
    return std::tuple<branch_chain<I>...>{physical::lower(std::get<I>(branches), &read)...};
  }
  using chains_type =
      decltype(chains_of(std::declval<branches_type const&>(), std::declval<io::tables_read&>(),
                         std::make_index_sequence<branch_count>{}));

  template <std::size_t... I>
  static auto chain_lanes(std::index_sequence<I...>)
      -> std::tuple<typename branch_chain<I>::lanes_type...>;
  using chain_lanes_type = decltype(chain_lanes(std::make_index_sequence<branch_count>{}));

  using result_schema = typename plan_type::schema_type;
  using sink_live =
      decltype(std::declval<typename Query::sink_type const&>()
                   .template open_sink<result_schema, mode_type>(std::declval<io::sink_context>()));

  template <class P, bool Stateful>
  struct state_types {
    struct grouping {
      struct lane_type {};
    };
    struct above_chain {};
  };
  template <class P>
  struct state_types<P, true> {
    using node_type = std::remove_cvref_t<decltype(plan::aggregate_node(std::declval<P const&>()))>;
    struct tag {
      static constexpr std::string_view name = node_type::child_type::event_time;
    };
    using grouping = physical::aggregate<typename optimized_type::aggregate_type,
                                         typename node_type::child_type::schema_type, tag>;
    using above_chain =
        decltype(physical::lower(std::declval<typename optimized_type::above_type const&>()));
  };
  using grouping = typename state_types<typename optimized_type::plan_type, stateful>::grouping;
  using above_chain =
      typename state_types<typename optimized_type::plan_type, stateful>::above_chain;

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
    typename grouping::lane_type groups{};
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
    if constexpr (stateful)
      out.push_back({operator_id("aggregate-0"), "groups", "aggregation by " + grouping_text(),
                     state_columns(), false});
    if constexpr (counts_limits)
      for (std::size_t i = 0; i < collecting_type::limits; ++i)
        out.push_back({limit_id(i), "passed", "limit", limit_columns(), false});
    static_cast<void>(out);
  }
  static constexpr std::size_t event_time_nodes() { return watermarks::count; }
  std::string mode_text() const { return std::string(mode_type::name); }
  static constexpr bool asks_for_no_data_batch() {
    // also where no key holds the event time: Spark asks by the watermark alone
    return stateful && plan::has_watermark<plan_type> && !std::is_same_v<mode_type, complete_mode>;
  }

  /// `tables` gets what the static tables that know it were read from, `read` what was counted there.
  void open(pipeline_context const& context,
            std::vector<std::pair<std::string, std::string>>& tables, io::tables_read& read) {
    plan::for_each_table(query_.plan, [&](auto const& table) {
      if constexpr (requires { table.description.identity(); })
        tables.emplace_back("table " + table.description.to_string(), table.description.identity());
    });
    chains_.emplace(
        chains_of(optimized_.branches(), read, std::make_index_sequence<branch_count>{}));
    if constexpr (stateful) {
      grouping_.emplace(optimized_.aggregate(), context.state_partitions);
      above_.emplace(physical::lower(optimized_.above(), &read));
    }
    if constexpr (collects) collecting_.emplace(optimized_.collecting(), &read);
    sink_.live.emplace(query_.sink.template open_sink<result_schema, mode_type>(
        io::sink_context{context.door, context.query_id, context.run_epoch, name_}));
  }
  std::string sink_description() const { return sink_.live->description(); }
  void recover(std::int64_t last_planned) { detail::recover_sink(*sink_.live, last_planned); }
  void add_fence(std::vector<io::sink_fence>& out) const { detail::add_fence(*sink_.live, out); }
  void restore(checkpoint::partition_delta const& d) {
    if constexpr (stateful)
      if (d.operator_id == operator_id("aggregate-0")) {
        grouping_->restore_removed(d.partition, d.removed_keys);
        grouping_->restore_rows(d.partition, d.upserts);
      }
    if constexpr (counts_limits)
      for (std::size_t i = 0; i < passed_.size(); ++i)
        if (d.operator_id == limit_id(i))
          for (std::size_t r = 0; r < d.upserts.rows; ++r)
            state::read_value(d.upserts.columns[0], r, passed_[i]);
    static_cast<void>(d);
  }

  void begin_batch(std::int64_t batch_id, std::size_t lanes) {
    passed_before_ = passed_;
    if constexpr (!stateful)
      sink_.begin(batch_id, std::max<std::size_t>(lanes, 1));
    else
      static_cast<void>(batch_id), static_cast<void>(lanes);
  }

  /// Takes a block of branch I's source through its fused loop.
  template <std::size_t I, class Block>
  void consume(Block const& block, batch_task const& task, std::size_t lane, lane_work& work) {
    block_text::scope const made_text;
    auto const run = [&](auto&& next) MILLSTREAM_LAMBDA_INLINE {
      physical::run(std::get<I>(*chains_), std::get<I>(work.chains), block, next);
    };
    if constexpr (stateful) {
      run([&](auto const& rows, auto const selection) MILLSTREAM_LAMBDA_INLINE {
        grouping_->accumulate(work.groups, late_of(task), rows, selection);
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

  /// What the lanes saw of event time, and, for an aggregation, the merge of their groups into the state and
  /// what the mode hands on of it.
  void finish_batch(batch_task const& task, expr::batch_context const& context, workers& pool,
                    std::vector<lane_work*> const& work, batch_outcome& out) {
    auto const first = out.event_time.size();
    out.event_time.resize(first + watermarks::count);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (collect_branch<I>(work, first, out), ...);
    }(std::make_index_sequence<branch_count>{});
    if constexpr (stateful)
      merge_and_emit(task, context, pool, work, out);
    else if constexpr (collects)
      finish(context, [&](auto const& take) {
        for (auto* w : work)
          take(w->collected);
      });
    if constexpr (counts_limits) report_limits(out);
  }

  void add_state_changes(std::int64_t batch_id,
                         std::vector<checkpoint::partition_delta>& out) const {
    if constexpr (stateful)
      for (std::size_t p = 0; p < grouping_->partitions(); ++p) {
        auto upserts = grouping_->changed_rows(p, batch_id);
        auto removed = grouping_->removed_keys(p);
        if (upserts.rows + removed.rows != 0)
          out.push_back({operator_id("aggregate-0"), "groups", static_cast<std::uint32_t>(p),
                         std::move(upserts), std::move(removed)});
      }
    if constexpr (counts_limits)
      for (std::size_t i = 0; i < passed_.size(); ++i)
        if (passed_[i] != passed_before_[i]) out.push_back(limit_state(i));
    static_cast<void>(batch_id), static_cast<void>(out);
  }
  void add_whole_state(std::vector<checkpoint::partition_delta>& out) const {
    if constexpr (stateful)
      for (std::size_t p = 0; p < grouping_->partitions(); ++p)
        out.push_back({operator_id("aggregate-0"),
                       "groups",
                       static_cast<std::uint32_t>(p),
                       grouping_->all_rows_of(p),
                       {}});
    if constexpr (counts_limits)
      for (std::size_t i = 0; i < passed_.size(); ++i)
        out.push_back(limit_state(i));
    static_cast<void>(out);
  }

  io::commit_result commit(std::int64_t batch_id) {
    auto out = sink_.live->commit(batch_id, sink_.lanes);
    sink_.lanes.clear();
    return out;
  }

 private:
  /// A function of the output's name and the plan alone (rule 4).
  std::string operator_id(std::string const& in_output) const {
    return name_ == "main" ? in_output : name_ + "/" + in_output;
  }
  /// The columns of the state. What decides their values and is no type stands in their types, so that
  /// a query of other windows or other aggregates does not go on with values of another meaning.
  std::vector<column_spec> state_columns() const {
    auto out = grouping::columns();
    auto const add_keys = [&]<class... Ks>(std::tuple<Ks...> const& keys) {
      std::size_t c = 0;
      std::apply([&](auto const&... key) { (add_window(out[c++], expr::without_alias(key)), ...); },
                 keys);
    };
    auto const add_functions = [&]<class... As>(type_identity<std::tuple<As...>>) {
      (
          [&] {
            auto const of = std::string(expr::name_of<As>.view()) + ".";
            for (auto& column : out)
              if (column.name.starts_with(of))
                column.type_name +=
                    std::string(" of ") + std::string(expr::without_alias_t<As>::function::name);
          }(),
          ...);
    };
    auto const& step = plan::aggregate_node(optimized_.plan()).step;
    add_keys(step.keys);
    add_functions(type_identity<std::remove_cvref_t<decltype(step.values)>>{});
    return out;
  }
  template <class E>
  static void add_window(column_spec& column, E const& key) {
    if constexpr (expr::is_window<E>)
      column.type_name = "window of " + expr::duration_text(key.length) + " every " +
                         expr::duration_text(key.slide) + " from " + expr::duration_text(key.start);
  }
  std::string grouping_text() const {
    std::string out;
    for (auto const name : grouping::key_type::schema_type::names)
      out += (out.empty() ? "" : ", ") + std::string(name);
    return out.empty() ? "nothing" : out;
  }
  /// Rule 39: late rows count in complete mode, and where no key holds the event time.
  static constexpr bool late_filter_applies() {
    if constexpr (stateful)
      return grouping::has_event_key && !std::is_same_v<mode_type, complete_mode>;
    else
      return false;
  }
  /// The event time up to which rows are late.
  static std::int64_t late_of(batch_task const& task) {
    return late_filter_applies() ? task.late_watermark_ms * 1000 : physical::batch_watermarks::none;
  }

  template <std::size_t I>
  void collect_branch(std::vector<lane_work*> const& work, std::size_t first,
                      batch_outcome& out) const {
    auto const collect = [&](typename branch_chain<I>::lanes_type const& lanes) {
      physical::collect_event_time(std::get<I>(*chains_), lanes,
                                   [&](auto const& statistics, duration delay) {
                                     auto& node = out.event_time[first + watermarks::of_branch[I]];
                                     node.first.merge(statistics);
                                     node.second = delay;
                                   });
    };
    for (auto const* w : work)
      collect(std::get<I>(w->chains));
    if (work.empty()) collect({});
  }

  void merge_and_emit(batch_task const& task, expr::batch_context const& context, workers& pool,
                      std::vector<lane_work*> const& work, batch_outcome& out) {
    auto& groups = *grouping_;
    groups.begin_batch();
    std::vector<typename grouping::lane_type*> lanes;
    for (auto* w : work)
      lanes.push_back(&w->groups);
    sink_.begin(task.batch_id, groups.partitions());
    std::vector<std::vector<collected_row>> collected(collects ? groups.partitions() : 0);
    auto const emit = [&](std::size_t p, auto&& for_each) {
      through_above(for_each, [&](auto const& row) {
        if constexpr (collects)
          collected[p].push_back(make_record<collected_row>(row));
        else
          sink_.lanes[p].append(row);
      });
    };
    std::vector<physical::partition_counts> counts(groups.partitions());
    bool const evicts = late_filter_applies();
    static_assert(late_filter_applies() == (plan::aggregate_state<plan_type, mode_type> ==
                                            plan::state_freed_by::watermark),
                  "what explain says of the state is what is done with it");
    auto const evict = task.evict_watermark_ms * 1000;
    pool.for_each_index(groups.partitions(), [&](std::size_t p) {
      expr::in_batch const here(context);
      groups.merge_partition(p, lanes, task.batch_id);
      if constexpr (std::is_same_v<mode_type, complete_mode>) {
        emit(p, [&](auto&& visit) { groups.for_each_group(p, visit); });
      } else if constexpr (std::is_same_v<mode_type, update_mode>) {
        emit(p, [&](auto&& visit) { groups.for_each_changed(p, task.batch_id, visit); });
      } else {
        emit(p, [&](auto&& visit) { groups.for_each_closed(p, evict, visit); });
      }
      if (evicts) {
        if constexpr (!collects && requires { requires Query::sink_type::deletes_evicted; })
          emit_erased(p, evict);
        groups.evict_partition(p, evict);
      }
      counts[p] = groups.counts(p);
    });
    if constexpr (collects)
      finish(context, [&](auto const& take) {
        for (auto& rows : collected)
          take(rows);
      });
    state_operator_progress progress;
    progress.operator_name = "stateStoreSave";
    std::unordered_set<std::uint64_t> late_groups;
    for (auto const* w : work) {
      progress.num_input_rows_dropped_by_watermark += w->groups.late_rows;
      progress.num_input_rows_without_event_time += w->groups.rows_without_time;
      late_groups.insert(w->groups.late_groups.begin(), w->groups.late_groups.end());
    }
    progress.num_rows_dropped_by_watermark = static_cast<std::int64_t>(late_groups.size());
    progress.num_state_store_instances = static_cast<std::int64_t>(groups.partitions());
    progress.num_shuffle_partitions = static_cast<std::int64_t>(groups.partitions());
    for (auto const& c : counts) {
      progress.num_rows_total += c.rows_total;
      progress.num_rows_updated += c.rows_updated;
      progress.num_rows_removed += c.rows_removed;
      progress.memory_used_bytes += c.memory_bytes;
    }
    out.state_operators.push_back(std::move(progress));
  }

  /// Hands groups to the steps above the aggregation, block by block, and their rows to the sink.
  template <class ForEach, class Use>
  void through_above(ForEach&& for_each, Use&& use) {
    if constexpr (stateful) {
      typename above_chain::lanes_type lanes{};
      typename grouping::group const* found[block_rows];
      std::size_t n = 0;
      auto const flush = [&] {
        if (n == 0) return;
        block_text::scope const made_text;
        typename grouping::group_block const block{found, n, &grouping_->keys()};
        physical::run(*above_, lanes, block,
                      physical::for_each_row{[&](auto const& row) { use(row); }});
        n = 0;
      };
      for_each([&](auto const& g) {
        found[n++] = &g;
        if (n == block_rows) flush();
      });
      flush();
    }
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
  std::string limit_id(std::size_t i) const { return operator_id("limit-" + std::to_string(i)); }
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
      out.state_operators.push_back(std::move(progress));
    }
  }
  void emit_erased(std::size_t p, std::int64_t evict) {
    through_above([&](auto&& visit) { grouping_->for_each_closed(p, evict, visit); },
                  [&](auto const& row) { sink_.lanes[p].erase(row); });
  }

  Query query_;
  std::string name_;
  optimized_type optimized_;
  std::optional<chains_type> chains_;
  std::optional<grouping> grouping_;
  std::optional<above_chain> above_;
  std::optional<collecting_type> collecting_;
  physical::limit_counters passed_ = physical::limit_counters(collecting_type::limits);
  physical::limit_counters passed_before_ = passed_;
  detail::sink_slot<sink_live> sink_;
};

}  // namespace millstream::runtime
