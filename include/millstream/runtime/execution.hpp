// SPDX-License-Identifier: Apache-2.0
//
// A query as it runs: the typed half of the engine. It opens sources and sinks, reads each source once a batch
// and hands its blocks to the branches of every output (output.hpp) over it. What a batch is and when it is
// committed is micro_batch.hpp's business.
#pragma once

#include <millstream/base/pack.hpp>
#include <millstream/runtime/output.hpp>

namespace millstream::runtime {

namespace detail {

template <class Live>
struct typed_source final : source_port {
  Live live;
  explicit typed_source(Live l) : live(std::move(l)) {}
  std::string description() const override { return live.description(); }
  std::optional<std::string> plan() override { return live.plan(); }
  void freeze() override { live.freeze(); }
  void lift_limits() override { io::lift_limits(live); }
  void replay(std::string_view offset) override { live.replay(offset); }
  std::string state() const override { return live.state(); }
  void restore(std::string_view state) override { live.restore(state); }
  void commit(std::string_view offset) override { live.commit(offset); }
  std::string join_offsets(std::string_view first, std::string_view next) const override {
    if constexpr (io::joins_offsets<Live>)
      return Live::join_offsets(first, next);
    else
      throw error(errc::internal, live.description() + " plans batches as a whole only");
  }
  std::vector<std::pair<std::string, std::string>> metrics() const override {
    if constexpr (requires { live.metrics(); })
      return live.metrics();
    else
      return {};
  }
};

/// The columns of `Full` that one of the others has; in full where they differ in what they want of it.
template <class Full, class... Some>
struct columns_of_any {
  struct wanted {
    static constexpr bool keep(std::string_view name) { return (Some::has(name) || ...); }
  };
  using type = keep_fields<Full, wanted>;
};
template <class Full, class One>
struct columns_of_any<Full, One> {
  using type = One;
};

/// The outputs of a query: one, or those of a tee.
template <class Query>
struct outputs_of {
  using type = type_list<Query>;
  static pack<output<Query>> make(Query const& q) { return {output<Query>(q, "main")}; }
};
template <class... Queries, class DeadLetter>
struct outputs_of<tee_description<type_list<Queries...>, DeadLetter>> {
  using type = type_list<Queries...>;
  static pack<output<Queries>...> make(
      tee_description<type_list<Queries...>, DeadLetter> const& tee) {
    return [&]<std::size_t... K>(std::index_sequence<K...>) {
      return pack<output<Queries>...>(output<Queries>(nth<K>(tee.queries), tee.names[K])...);
    }(std::index_sequence_for<Queries...>{});
  }
};

}  // namespace detail

/// `Query` is a `query_description`, or a tee of some, of plans that passed their checks.
template <class Query>
class execution : public pipeline {
 protected:
  static constexpr bool has_dead_letter =
      !std::is_same_v<typename Query::dead_letter_type, millstream::detail::no_sink>;
  using outputs_type = decltype(detail::outputs_of<Query>::make(std::declval<Query const&>()));
  static constexpr std::size_t output_count = pack_size_v<outputs_type>;
  template <std::size_t K>
  using output_at = pack_element_t<K, outputs_type>;

  /// The branches of all outputs, one behind the other: whose, and which of them.
  struct branch_place {
    std::size_t of, branch;
  };
  static constexpr std::size_t branch_count = []<std::size_t... K>(std::index_sequence<K...>) {
    return (output_at<K>::branch_count + ...);
  }(std::make_index_sequence<output_count>{});
  static constexpr auto places = [] {
    std::array<branch_place, branch_count> out{};
    std::size_t at = 0;
    [&]<std::size_t... K>(std::index_sequence<K...>) {
      (
          [&] {
            for (std::size_t i = 0; i < output_at<K>::branch_count; ++i)
              out[at++] = {K, i};
          }(),
          ...);
    }(std::make_index_sequence<output_count>{});
    return out;
  }();
  using branch_indices = std::make_index_sequence<branch_count>;
  using output_indices = std::make_index_sequence<output_count>;

  template <std::size_t I>
  using branch_output = output_at<places[I].of>;
  template <std::size_t I>
  using branch_leaf = typename branch_output<I>::template branch_leaf<places[I].branch>;
  template <std::size_t I>
  using needed_of = typename branch_output<I>::optimized_type::template needed<places[I].branch>;
  template <std::size_t I>
  using checked_of = typename branch_output<I>::optimized_type::template checked<places[I].branch>;

  /// What the branches of all outputs over one kind of source decode and check together. The branches of one
  /// output agree already.
  template <class Leaf, bool Needed>
  struct columns_over {
    static constexpr auto firsts = [] {
      std::array<std::size_t, output_count> at{};
      std::size_t count = 0, last = no_column;
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        ((std::is_same_v<Leaf, branch_leaf<I>> && places[I].of != last
              ? void((last = places[I].of, at[count++] = I))
              : void()),
         ...);
      }(branch_indices{});
      return std::pair(at, count);
    }();
    template <std::size_t... N>
    static auto merged(std::index_sequence<N...>) ->
        typename detail::columns_of_any<typename Leaf::schema_type,
                                        std::conditional_t<Needed, needed_of<firsts.first[N]>,
                                                           checked_of<firsts.first[N]>>...>::type;
    using type = decltype(merged(std::make_index_sequence<firsts.second>{}));
  };
  template <std::size_t I>
  static auto open_source_of(branch_leaf<I> const& leaf, io::source_context const& from) {
    using leaf_type = branch_leaf<I>;
    return leaf.description.template open_source<typename leaf_type::schema_type,
                                                 typename columns_over<leaf_type, false>::type,
                                                 typename columns_over<leaf_type, true>::type>(
        from);
  }
  template <std::size_t I>
  using live_source_of = decltype(open_source_of<I>(std::declval<branch_leaf<I> const&>(),
                                                    std::declval<io::source_context>()));

  template <class S>
  static auto dead_live_of(S const& s)
      -> decltype(s.template open_sink<io::dead_letter_schema, append_mode>(
          std::declval<io::sink_context>()));
  template <bool Has, class D = void>
  struct dead_type {
    using type = detail::no_live;
  };
  template <class D>
  struct dead_type<true, D> {
    using type = decltype(dead_live_of(std::declval<typename Query::dead_letter_type const&>()));
  };
  using dead_live = typename dead_type<has_dead_letter>::type;

  template <std::size_t... K>
  static auto works_of(std::index_sequence<K...>) -> pack<typename output_at<K>::lane_work...>;
  struct lane_work {
    decltype(works_of(output_indices{})) outputs{};
    std::array<io::lane_counts, branch_count>
        counts{};  ///< a source each, of which there are no more
  };

  /// Calls `f` with each output.
  template <class Self, class F>
  static void each_output(Self& self, F&& f) {
    unpack([&](auto&... outputs) { (f(outputs), ...); }, self.outputs_);
  }

 public:
  explicit execution(Query query)
      : outputs_(detail::outputs_of<Query>::make(query)),
        query_(std::move(query)) {}

  std::string plan_text() const override {
    std::string out;
    each_output(*this, [&](auto const& o) {
      if (output_count > 1) out += "Output " + o.name() + '\n';
      out += o.plan_text();
    });
    return out;
  }
  std::uint64_t plan_fingerprint() const override {
    std::uint64_t out = 0;
    each_output(*this, [&](auto const& o) { out = out * 1099511628211ull ^ o.plan_fingerprint(); });
    return out;
  }
  std::size_t event_time_nodes() const override {
    return []<std::size_t... K>(std::index_sequence<K...>) {
      return (output_at<K>::event_time_nodes() + ...);
    }(output_indices{});
  }
  std::string output_mode() const override {
    std::string out;
    each_output(*this, [&](auto const& o) { out += (out.empty() ? "" : ", ") + o.mode_text(); });
    return out;
  }
  bool asks_for_no_data_batch() const override {
    return []<std::size_t... K>(std::index_sequence<K...>) {
      return (output_at<K>::asks_for_no_data_batch() || ...);
    }(output_indices{});
  }
  bool due_by(timestamp now) const override {
    bool out = false;
    each_output(*this, [&](auto const& o) { out = out || o.due_by(now); });
    return out;
  }

  void open(pipeline_context const& context) override {
    io::source_context const from{context.door, has_dead_letter};
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (open_branch<I>(from), ...);
    }(branch_indices{});
    auto const add = [this](std::string name, std::string identity) {
      add_table(std::move(name), std::move(identity));
    };
    each_output(*this, [&](auto& o) { o.open(context, add, read_); });
    if constexpr (has_dead_letter)
      dead_.live.emplace(query_.dead.template open_sink<io::dead_letter_schema, append_mode>(
          io::sink_context{context.door, context.query_id, context.run_epoch, "dead_letter"}));
  }

  void recover_sinks(std::int64_t last_planned) override {
    each_output(*this, [&](auto& o) { o.recover(last_planned); });
    if constexpr (has_dead_letter) detail::recover_sink(*dead_.live, last_planned);
  }
  void restore(std::span<checkpoint::partition_delta const> deltas) override {
    for (auto const& d : deltas)
      each_output(*this, [&](auto& o) { o.restore(d); });
  }

 protected:
  void add_stateful_operators(std::vector<checkpoint::stateful_operator>& out) const override {
    each_output(*this, [&](auto const& o) { o.add_stateful_operators(out); });
  }
  void add_sink_descriptions(std::vector<std::string>& out) const override {
    each_output(*this, [&](auto const& o) { o.add_sink_descriptions(out); });
    if constexpr (has_dead_letter) out.push_back(dead_.live->description());
  }
  void add_fences(std::vector<io::sink_fence>& out) const override {
    each_output(*this, [&](auto const& o) { o.add_fences(out); });
    if constexpr (has_dead_letter) detail::add_fence_of(*dead_.live, out);
  }

  void run(batch_task const& task, workers& pool, batch_outcome& out) override {
    auto opened = open_batches(task);
    std::size_t const lanes = opened.lane_total;
    expr::batch_context const context{task.now, task.zone};
    std::vector<lane_work> work(lanes);
    each_output(*this, [&](auto& o) { o.begin_batch(task.batch_id, lanes); });
    if constexpr (has_dead_letter) dead_.begin(task.batch_id, std::max<std::size_t>(lanes, 1));

    pool.for_each_index(lanes, [&](std::size_t lane) {
      expr::in_batch const here(context);
      run_lane(task, opened, lane, work[lane]);
    });

    for (auto const& w : work)
      for (std::size_t s = 0; s < out.sources.size(); ++s)
        out.sources[s] += w.counts[s];
    [&]<std::size_t... K>(std::index_sequence<K...>) {
      (finish<K>(task, context, pool, work, out), ...);
    }(output_indices{});
  }

  void add_state_changes(std::int64_t batch_id,
                         std::vector<checkpoint::partition_delta>& out) const override {
    each_output(*this, [&](auto const& o) { o.add_state_changes(batch_id, out); });
  }
  void add_whole_state(std::vector<checkpoint::partition_delta>& out) const override {
    each_output(*this, [&](auto const& o) { o.add_whole_state(out); });
  }

  void commit(std::int64_t batch_id, std::vector<io::commit_result>& out) override {
    each_output(*this, [&](auto& o) { o.commit(batch_id, out); });
    if constexpr (has_dead_letter) add_result(out, dead_.commit(batch_id));
  }

  template <std::size_t K>
  void finish(batch_task const& task, expr::batch_context const& context, workers& pool,
              std::vector<lane_work>& work, batch_outcome& out) {
    std::vector<typename output_at<K>::lane_work*> lanes;
    for (auto& w : work)
      lanes.push_back(&nth<K>(w.outputs));
    nth<K>(outputs_).finish_batch(task, context, pool, lanes, out);
  }

  template <std::size_t I>
  void open_branch(io::source_context const& from) {
    auto const& leaf =
        plan::leaf_of(nth<places[I].branch>(nth<places[I].of>(outputs_).optimized().branches()));
    port_of_[I] = port_of(leaf.identity);
    if (port_of_[I] != no_port) return;
    leads_[I] = true;
    port_of_[I] = add_port(std::unique_ptr<source_port>(new detail::typed_source<live_source_of<I>>(
                               open_source_of<I>(leaf, from))),
                           leaf.identity);
  }

  template <std::size_t I>
  auto& live_source() {
    return static_cast<detail::typed_source<live_source_of<I>>&>(port(port_of_[I])).live;
  }

  template <std::size_t... I>
  static auto batches_type_of(std::index_sequence<I...>) -> pack<std::optional<
      decltype(std::declval<live_source_of<I>&>().open_batch(std::string_view{}))>...>;
  struct opened_batches {
    decltype(batches_type_of(branch_indices{})) batches;
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
            nth<I>(out.batches).emplace(live_source<I>().open_batch(task.offsets[port_of_[I]]));
            out.lane_count[I] = nth<I>(out.batches)->lanes();
            out.lane_total += out.lane_count[I];
          }(),
          ...);
    }(branch_indices{});
    return out;
  }

  void run_lane(batch_task const& task, opened_batches& opened, std::size_t lane, lane_work& work) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (
          [&] {
            if (lane < opened.first_lane[I] || lane >= opened.first_lane[I] + opened.lane_count[I])
              return;
            read_lane<I>(task, *nth<I>(opened.batches), lane - opened.first_lane[I], lane, work);
          }(),
          ...);
    }(branch_indices{});
  }

  /// Reads one lane of branch I's source and hands its blocks to every branch over the same source.
  template <std::size_t I, class Batch>
  void read_lane(batch_task const& task, Batch& batch, std::size_t source_lane, std::size_t lane,
                 lane_work& work) {
    auto const consume = [&](auto const& block) {
      each_branch_over_source_of<I>([&]<std::size_t J>() {
        nth<places[J].of>(outputs_).template consume<places[J].branch>(
            block, task, lane, nth<places[J].of>(work.outputs));
      });
    };
    auto const reject = [&](io::malformed_record const& bad) {
      add_dead_letter(bad, task.batch_id, lane);
    };
    work.counts[port_of_[I]] += batch.read_lane(source_lane, consume, reject);
  }

  /// Calls `f` with the number of each branch, of whatever output, that reads the source of branch I.
  template <std::size_t I, class F>
  void each_branch_over_source_of(F const& f) {
    [&]<std::size_t... J>(std::index_sequence<J...>) {
      (
          [&] {
            if constexpr (std::is_same_v<branch_leaf<I>, branch_leaf<J>>) {
              if (port_of_[J] == port_of_[I]) f.template operator()<J>();
            }
          }(),
          ...);
    }(branch_indices{});
  }

  void add_dead_letter([[maybe_unused]] io::malformed_record const& bad,
                       [[maybe_unused]] std::int64_t batch_id, [[maybe_unused]] std::size_t lane) {
    if constexpr (has_dead_letter) {
      record_view<io::dead_letter_schema> row;
      row.template slot_of<"reason">() = bad.reason;
      row.template slot_of<"file">() = bad.file;
      row.template slot_of<"byte_offset">() = bad.byte_offset;
      row.template slot_of<"text">() = bad.text;
      row.template slot_of<"batch_id">() = batch_id;
      dead_.lanes[lane].append(row);
    }
  }

  outputs_type outputs_;
  Query query_;
  std::array<std::size_t, branch_count> port_of_{};
  std::array<bool, branch_count> leads_{};
  detail::sink_slot<dead_live> dead_;
};

}  // namespace millstream::runtime
