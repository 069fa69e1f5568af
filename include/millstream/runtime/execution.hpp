// SPDX-License-Identifier: Apache-2.0
//
// A query as it runs: the typed half of the engine. It opens sources and sinks, runs a batch's lanes
// through the fused loops, merges state partition by partition and fills the sinks' lanes. What a
// batch is and when it is committed is micro_batch.hpp's business.
#pragma once

#include <mutex>

#include <millstream/dsl/write_stream.hpp>
#include <millstream/optimize/optimize.hpp>
#include <millstream/physical/aggregate.hpp>
#include <millstream/physical/lower.hpp>
#include <millstream/plan/bounded_state.hpp>
#include <millstream/plan/describe.hpp>
#include <millstream/runtime/pipeline.hpp>

namespace millstream::runtime {

namespace detail {

template <class Live>
struct typed_source final : source_port {
  Live live;
  int identity;
  typed_source(Live l, int i) : live(std::move(l)), identity(i) {}
  std::string description() const override { return live.description(); }
  std::optional<std::string> plan() override { return live.plan(); }
  void freeze() override { live.freeze(); }
  void replay(std::string_view offset) override { live.replay(offset); }
  std::string state() const override { return live.state(); }
  void restore(std::string_view state) override { live.restore(state); }
  void commit(std::string_view offset) override { live.commit(offset); }
  std::vector<std::pair<std::string, std::string>> metrics() const override {
    if constexpr (requires { live.metrics(); })
      return live.metrics();
    else
      return {};
  }
};

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

}  // namespace detail

/// `Query` is a `query_description` of a plan that passed its checks.
template <class Query>
class execution final : public pipeline {
  using plan_type = typename Query::plan_type;
  using mode_type = typename Query::mode_type;
  static constexpr bool stateful = plan::has_aggregate<plan_type>;
  static constexpr bool has_dead_letter =
      !std::is_same_v<typename Query::dead_letter_type, millstream::detail::no_sink>;

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
  template <std::size_t I>
  using branch_chain = decltype(physical::lower(std::declval<branch_plan<I> const&>()));

  template <std::size_t... I>
  static auto chains_of(branches_type const& branches, std::index_sequence<I...>) {
    return std::tuple<branch_chain<I>...>(physical::lower(std::get<I>(branches))...);
  }
  using chains_type = decltype(chains_of(std::declval<branches_type const&>(),
                                         std::make_index_sequence<branch_count>{}));

  template <std::size_t... I>
  static auto chain_lanes(std::index_sequence<I...>)
      -> std::tuple<typename branch_chain<I>::lanes_type...>;
  using chain_lanes_type = decltype(chain_lanes(std::make_index_sequence<branch_count>{}));

  template <std::size_t I>
  using live_source_of =
      decltype(std::declval<branch_leaf<I> const&>()
                   .description.template open_source<typename branch_leaf<I>::schema_type,
                                                     typename optimized_type::template checked<I>,
                                                     typename optimized_type::template needed<I>>(
                       std::declval<io::source_context>()));

  using result_schema = typename plan_type::schema_type;
  using sink_live =
      decltype(std::declval<typename Query::sink_type const&>()
                   .template open_sink<result_schema, mode_type>(std::declval<io::sink_context>()));
  template <class S>
  static auto dead_live_of(S const& s)
      -> decltype(s.template open_sink<io::dead_letter_schema, append_mode>(
          std::declval<io::sink_context>()));
  struct no_live {
    struct lane_type {};
  };
  template <bool Has, class D = void>
  struct dead_type {
    using type = no_live;
  };
  template <class D>
  struct dead_type<true, D> {
    using type = decltype(dead_live_of(std::declval<typename Query::dead_letter_type const&>()));
  };
  using dead_live = typename dead_type<has_dead_letter>::type;

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

  struct lane_work {
    chain_lanes_type chains{};
    typename grouping::lane_type groups{};
    std::vector<io::lane_counts> counts;
  };

 public:
  explicit execution(Query query) : query_(std::move(query)), optimized_(query_.plan) {}

  std::string plan_text() const override { return optimized_.logical_relation().to_string(); }
  std::uint64_t plan_fingerprint() const override {
    return plan::fingerprint(optimized_.logical_relation());
  }
  std::vector<checkpoint::stateful_operator> stateful_operators() const override {
    if constexpr (stateful)
      return {
          {"aggregate-0", "groups", "aggregation by " + grouping_text(), state_columns(), false}};
    else
      return {};
  }
  std::size_t event_time_nodes() const override { return watermarks::count; }
  std::string_view output_mode() const override { return mode_type::name; }
  std::vector<std::pair<std::string, std::string>> tables() const override { return tables_; }
  optimized_type const& optimized() const { return optimized_; }
  bool asks_for_no_data_batch() const override {
    // also where no key holds the event time: Spark asks by the watermark alone
    return stateful && plan::has_watermark<plan_type> && !std::is_same_v<mode_type, complete_mode>;
  }

  void open(pipeline_context const& context) override {
    plan::for_each_table(query_.plan, [&](auto const& table) {
      if constexpr (requires { table.description.identity(); })
        tables_.emplace_back("table " + table.description.to_string(),
                             table.description.identity());
    });
    io::source_context const from{context.door, has_dead_letter};
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (open_branch<I>(from), ...);
    }(std::make_index_sequence<branch_count>{});
    chains_.emplace(chains_of(optimized_.branches(), std::make_index_sequence<branch_count>{}));
    if constexpr (stateful) {
      grouping_.emplace(optimized_.aggregate(), context.state_partitions);
      above_.emplace(physical::lower(optimized_.above()));
    }
    sink_.live.emplace(query_.sink.template open_sink<result_schema, mode_type>(
        io::sink_context{context.door, context.query_id, context.run_epoch, "main"}));
    if constexpr (has_dead_letter)
      dead_.live.emplace(query_.dead.template open_sink<io::dead_letter_schema, append_mode>(
          io::sink_context{context.door, context.query_id, context.run_epoch, "dead_letter"}));
  }

  std::span<std::unique_ptr<source_port>> sources() override { return ports_; }
  std::vector<std::string> sink_descriptions() const override {
    std::vector<std::string> out{sink_.live->description()};
    if constexpr (has_dead_letter) out.push_back(dead_.live->description());
    return out;
  }
  void recover_sinks(std::int64_t last_planned) override {
    recover_sink(*sink_.live, last_planned);
    if constexpr (has_dead_letter) recover_sink(*dead_.live, last_planned);
  }
  void restore(std::span<checkpoint::partition_delta const> deltas) override {
    if constexpr (stateful)
      for (auto const& d : deltas) {
        grouping_->restore_removed(d.partition, d.removed_keys);
        grouping_->restore_rows(d.partition, d.upserts);
      }
    else
      static_cast<void>(deltas);
  }

  batch_outcome run_batch(batch_task const& task, workers& pool) override {
    batch_outcome out;
    out.sources.resize(ports_.size());
    auto opened = open_batches(task);
    std::size_t const lanes = opened.lane_total;
    expr::batch_context const context{task.now};
    auto const late =
        to_micros(late_filter_applies() ? std::optional(task.late_watermark_ms) : std::nullopt);

    std::vector<lane_work> work(lanes);
    for (auto& w : work)
      w.counts.resize(ports_.size());
    if constexpr (!stateful) sink_.begin(task.batch_id, std::max<std::size_t>(lanes, 1));
    if constexpr (has_dead_letter) dead_.begin(task.batch_id, std::max<std::size_t>(lanes, 1));

    pool.for_each_index(lanes, [&](std::size_t lane) {
      expr::in_batch const here(context);
      run_lane(task, opened, lane, late, work[lane]);
    });

    out.event_time.resize(watermarks::count);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (collect_branch<I>(work, out), ...);
    }(std::make_index_sequence<branch_count>{});
    for (auto const& w : work)
      for (std::size_t s = 0; s < ports_.size(); ++s)
        out.sources[s] += w.counts[s];

    if constexpr (stateful) merge_and_emit(task, context, pool, work, out);
    return out;
  }

  std::vector<checkpoint::partition_delta> state_changes(std::int64_t batch_id) const override {
    std::vector<checkpoint::partition_delta> out;
    if constexpr (stateful)
      for (std::size_t p = 0; p < grouping_->partitions(); ++p) {
        auto upserts = grouping_->changed_rows(p, batch_id);
        auto removed = grouping_->removed_keys(p);
        if (upserts.rows + removed.rows != 0)
          out.push_back({"aggregate-0", "groups", static_cast<std::uint32_t>(p), std::move(upserts),
                         std::move(removed)});
      }
    else
      static_cast<void>(batch_id);
    return out;
  }
  std::vector<checkpoint::partition_delta> whole_state() const override {
    std::vector<checkpoint::partition_delta> out;
    if constexpr (stateful)
      for (std::size_t p = 0; p < grouping_->partitions(); ++p)
        out.push_back({"aggregate-0",
                       "groups",
                       static_cast<std::uint32_t>(p),
                       grouping_->all_rows_of(p),
                       {}});
    return out;
  }

  std::vector<io::commit_result> commit_sinks(std::int64_t batch_id) override {
    std::vector<io::commit_result> out{sink_.live->commit(batch_id, sink_.lanes)};
    sink_.lanes.clear();
    if constexpr (has_dead_letter) {
      out.push_back(dead_.live->commit(batch_id, dead_.lanes));
      dead_.lanes.clear();
    }
    return out;
  }

 private:
  template <class Live>
  static void recover_sink(Live& live, std::int64_t last_planned) {
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
                column.type_name += std::string(" of ") +
                                    std::string(expr::without_alias_t<As>::function::name);
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
                         expr::duration_text(key.slide) + " from " +
                         expr::duration_text(key.start);
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
  static std::int64_t to_micros(std::optional<std::int64_t> ms) {
    return ms ? *ms * 1000 : physical::batch_watermarks::none;
  }

  template <std::size_t I>
  void open_branch(io::source_context const& from) {
    auto const& leaf = plan::leaf_of(std::get<I>(optimized_.branches()));
    for (std::size_t s = 0; s < identities_.size(); ++s)
      if (identities_[s] == leaf.identity) {
        port_of_[I] = s;
        return;
      }
    port_of_[I] = ports_.size();
    leads_[I] = true;
    identities_.push_back(leaf.identity);
    ports_.push_back(std::make_unique<detail::typed_source<live_source_of<I>>>(
        leaf.description.template open_source<typename branch_leaf<I>::schema_type,
                                              typename optimized_type::template checked<I>,
                                              typename optimized_type::template needed<I>>(from),
        leaf.identity));
  }

  template <std::size_t I>
  auto& live_source() {
    return static_cast<detail::typed_source<live_source_of<I>>&>(*ports_[port_of_[I]]).live;
  }

  template <std::size_t... I>
  static auto batches_type_of(std::index_sequence<I...>) -> std::tuple<std::optional<
      decltype(std::declval<live_source_of<I>&>().open_batch(std::string_view{}))>...>;
  struct opened_batches {
    decltype(batches_type_of(std::make_index_sequence<branch_count>{})) batches;
    std::array<std::size_t, branch_count> first_lane{};
    std::array<std::size_t, branch_count> lane_count{};
    std::size_t lane_total = 0;
  };

  opened_batches open_batches(batch_task const& task) {
    opened_batches out;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (
          [&] {
            out.first_lane[I] = out.lane_total;
            if (!leads_[I] || task.offsets[port_of_[I]].empty()) return;
            std::get<I>(out.batches)
                .emplace(live_source<I>().open_batch(task.offsets[port_of_[I]]));
            out.lane_count[I] = std::get<I>(out.batches)->lanes();
            out.lane_total += out.lane_count[I];
          }(),
          ...);
    }(std::make_index_sequence<branch_count>{});
    return out;
  }

  void run_lane(batch_task const& task, opened_batches& opened, std::size_t lane, std::int64_t late,
                lane_work& work) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (
          [&] {
            if (lane < opened.first_lane[I] || lane >= opened.first_lane[I] + opened.lane_count[I])
              return;
            read_lane<I>(task, *std::get<I>(opened.batches), lane - opened.first_lane[I], lane,
                         late, work);
          }(),
          ...);
    }(std::make_index_sequence<branch_count>{});
  }

  /// Reads one lane of branch I's source and hands its blocks to every branch over the same source.
  template <std::size_t I, class Batch>
  void read_lane(batch_task const& task, Batch& batch, std::size_t source_lane, std::size_t lane,
                 std::int64_t late, lane_work& work) {
    auto const consume = [&](auto const& block) {
      [&]<std::size_t... J>(std::index_sequence<J...>) {
        (
            [&] {
              if constexpr (std::is_same_v<branch_leaf<I>, branch_leaf<J>>) {
                if (port_of_[J] == port_of_[I]) run_block<J>(block, lane, late, work);
              }
            }(),
            ...);
      }(std::make_index_sequence<branch_count>{});
    };
    auto const reject = [&]([[maybe_unused]] io::malformed_record const& bad) {
      if constexpr (has_dead_letter) {
        record_view<io::dead_letter_schema> row;
        row.template slot_of<"reason">() = bad.reason;
        row.template slot_of<"file">() = bad.file;
        row.template slot_of<"byte_offset">() = bad.byte_offset;
        row.template slot_of<"text">() = bad.text;
        row.template slot_of<"batch_id">() = task.batch_id;
        dead_.lanes[lane].append(row);
      }
    };
    work.counts[port_of_[I]] += batch.read_lane(source_lane, consume, reject);
  }

  template <std::size_t J, class Block>
  void run_block(Block const& block, std::size_t lane, std::int64_t late, lane_work& work) {
    block_text::scope const made_text;
    physical::run(std::get<J>(*chains_), std::get<J>(work.chains), block,
                  [&](auto const& rows, auto const selection) MILLSTREAM_LAMBDA_INLINE {
                    if constexpr (stateful) {
                      grouping_->accumulate(work.groups, late, rows, selection);
                    } else {
                      auto& to = sink_.lanes[lane];
                      for (std::size_t q = 0; q < selection.size(); ++q)
                        to.append(rows.row(selection[q]));
                    }
                  });
  }

  template <std::size_t I>
  void collect_branch(std::vector<lane_work> const& work, batch_outcome& out) const {
    auto const collect = [&](typename branch_chain<I>::lanes_type const& lanes) {
      physical::collect_event_time(
          std::get<I>(*chains_), lanes, [&](auto const& statistics, duration delay) {
            auto& node = out.event_time[watermarks::of_branch[I]];
            node.first.merge(statistics);
            node.second = delay;
          });
    };
    for (auto const& w : work)
      collect(std::get<I>(w.chains));
    if (work.empty()) collect({});
  }

  void merge_and_emit(batch_task const& task, expr::batch_context const& context, workers& pool,
                      std::vector<lane_work>& work, batch_outcome& out) {
    auto& groups = *grouping_;
    groups.begin_batch();
    std::vector<typename grouping::lane_type*> lanes;
    for (auto& w : work)
      lanes.push_back(&w.groups);
    sink_.begin(task.batch_id, groups.partitions());
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
        if constexpr (requires { requires Query::sink_type::deletes_evicted; })
          emit_erased(p, evict);
        groups.evict_partition(p, evict);
      }
      counts[p] = groups.counts(p);
    });
    state_operator_progress progress;
    progress.operator_name = "stateStoreSave";
    std::unordered_set<std::uint64_t> late_groups;
    for (auto const& w : work) {
      progress.num_input_rows_dropped_by_watermark += w.groups.late_rows;
      progress.num_input_rows_without_event_time += w.groups.rows_without_time;
      late_groups.insert(w.groups.late_groups.begin(), w.groups.late_groups.end());
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
        physical::run(*above_, lanes, block, [&](auto const& rows, auto const selection) {
          for (std::size_t q = 0; q < selection.size(); ++q)
            use(rows.row(selection[q]));
        });
        n = 0;
      };
      for_each([&](auto const& g) {
        found[n++] = &g;
        if (n == block_rows) flush();
      });
      flush();
    }
  }
  template <class ForEach>
  void emit(std::size_t p, ForEach&& for_each) {
    through_above(for_each, [&](auto const& row) { sink_.lanes[p].append(row); });
  }
  void emit_erased(std::size_t p, std::int64_t evict) {
    through_above([&](auto&& visit) { grouping_->for_each_closed(p, evict, visit); },
                  [&](auto const& row) { sink_.lanes[p].erase(row); });
  }

  Query query_;
  optimized_type optimized_;
  std::vector<std::pair<std::string, std::string>> tables_;
  std::vector<std::unique_ptr<source_port>> ports_;
  std::vector<int> identities_;
  std::array<std::size_t, branch_count> port_of_{};
  std::array<bool, branch_count> leads_{};
  std::optional<chains_type> chains_;
  std::optional<grouping> grouping_;
  std::optional<above_chain> above_;
  detail::sink_slot<sink_live> sink_;
  detail::sink_slot<dead_live> dead_;
};

}  // namespace millstream::runtime
