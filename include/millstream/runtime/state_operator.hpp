// SPDX-License-Identifier: Apache-2.0
//
// What an operator with state is to the runtime: the physical operator, its names in progress and in the
// checkpoint, what it does in an output mode. flow.hpp runs them, one above the other.
#pragma once

#include <unordered_set>

#include <millstream/base/pack.hpp>
#include <millstream/physical/deduplicate.hpp>
#include <millstream/physical/stream_join.hpp>
#include <millstream/physical/transform_with_state.hpp>
#include <millstream/plan/output_mode.hpp>
#include <millstream/runtime/pipeline.hpp>

namespace millstream::runtime {

/// What an operator with one store of keys and one input does with lanes and with its checkpoint.
template <class Self, class Operator>
struct one_store {
  using lane_type = typename Operator::lane_type;

  template <std::size_t Input, class Rows, class Selection, class OnLate>
  static MILLSTREAM_INLINE void accumulate(Operator const& op, lane_type& lane, std::int64_t late,
                                           Rows const& rows, Selection const selection,
                                           OnLate const& on_late) {
    op.accumulate(lane, late, rows, selection, on_late);
  }
  static void merge(Operator& op, std::size_t p, std::vector<lane_type*> const& lanes,
                    batch_task const& task) {
    op.merge_partition(p, lanes, task.batch_id);
  }
  static duration result_behind(Operator const&) { return {}; }
  /// Is there something to do at this time of day, though nothing came and the watermark stands?
  static bool due_by(Operator const&, timestamp) { return false; }

  static void add_stores(std::string const& id, auto const& written,
                         std::vector<checkpoint::stateful_operator>& out) {
    out.push_back(
        {id, std::string(Self::store), Self::description(), Self::columns(written), false});
  }
  static void add_changes(Operator const& op, std::string const& id, std::size_t p,
                          std::int64_t batch_id, std::vector<checkpoint::partition_delta>& out) {
    auto upserts = op.changed_rows(p, batch_id);
    auto removed = op.removed_keys(p);
    if (upserts.rows + removed.rows != 0)
      out.push_back({id, std::string(Self::store), static_cast<std::uint32_t>(p),
                     std::move(upserts), std::move(removed)});
  }
  static void add_whole(Operator const& op, std::string const& id, std::size_t p,
                        std::vector<checkpoint::partition_delta>& out) {
    out.push_back(
        {id, std::string(Self::store), static_cast<std::uint32_t>(p), op.all_rows_of(p), {}});
  }
  static void restore(Operator& op, checkpoint::partition_delta const& d) {
    op.restore_removed(d.partition, d.removed_keys);
    op.restore_rows(d.partition, d.upserts);
  }
};

/// An operator that drops late rows one by one.
struct drops_rows {
  static void report_late(auto const& lanes, state_operator_progress& out) {
    for (auto const* lane : lanes)
      out.num_rows_dropped_by_watermark += lane->late_rows;
    out.num_input_rows_dropped_by_watermark = out.num_rows_dropped_by_watermark;
  }
};

template <class Flow>
struct event_time_of {
  static constexpr std::string_view name = Flow::event_time;
};

/// `Flow` is an `optimized_flow`, `Step` its lowest operator.
template <class Flow, class Mode, class Step = typename Flow::step_type>
struct state_operator;

/// What aggregations by windows and by sessions have in common.
struct grouping_operator {
  /// Puts the aggregate's function into the types of its columns.
  template <class... As>
  static void name_functions(plan::aggregates<As...>, std::vector<column_spec>& columns) {
    (
        [&] {
          auto const of = std::string(expr::name_of<As>.view()) + ".";
          for (auto& column : columns)
            if (column.name.starts_with(of))
              column.type_name +=
                  std::string(" of ") + std::string(expr::without_alias_t<As>::function::name);
        }(),
        ...);
  }

  /// Calls `use(block)` for what `each(take)` finds.
  template <class Found, class Block>
  static void blocks_of(auto const& keys, auto& use, auto&& each) {
    std::array<Found, block_rows> found;
    std::size_t n = 0;
    auto const flush = [&] {
      if (n != 0) use(Block{found.data(), n, &keys});
      n = 0;
    };
    each([&](Found const& one) {
      found[n++] = one;
      if (n == block_rows) flush();
    });
    flush();
  }

  static void report_late(auto const& lanes, state_operator_progress& out) {
    std::unordered_set<std::uint64_t> late_groups;
    for (auto const* lane : lanes) {
      out.num_input_rows_dropped_by_watermark += lane->late_rows;
      out.num_input_rows_without_event_time += lane->rows_without_time;
      late_groups.insert(lane->late_groups.begin(), lane->late_groups.end());
    }
    out.num_rows_dropped_by_watermark = static_cast<std::int64_t>(late_groups.size());
  }
};

template <class Flow, class Mode, class Keys, class Aggregates>
struct state_operator<Flow, Mode, plan::aggregate<Keys, Aggregates>>
    : grouping_operator,
      one_store<state_operator<Flow, Mode, plan::aggregate<Keys, Aggregates>>,
                physical::aggregate<plan::aggregate<Keys, Aggregates>, typename Flow::input_schema,
                                    event_time_of<Flow>>> {
  using type = physical::aggregate<plan::aggregate<Keys, Aggregates>, typename Flow::input_schema,
                                   event_time_of<Flow>>;
  using lane_type = typename type::lane_type;
  static constexpr std::string_view kind = "aggregate";
  static constexpr std::string_view store = "groups";
  static constexpr std::string_view name_in_progress = "stateStoreSave";
  static constexpr bool complete = std::is_same_v<Mode, complete_mode>;
  /// Rule 39: late rows count in complete mode, and where no key holds the event time.
  static constexpr bool filters_late = type::has_event_key && !complete;
  static constexpr bool evicts = filters_late;
  static constexpr bool frees_all = evicts;
  /// Also where no key holds the event time: Spark asks by the watermark alone (rule 22).
  static constexpr bool asks_for_no_data_batch = !complete;
  /// Groups that are gone have been rows of the result.
  static constexpr bool evicts_results = true;

  static std::string description() {
    std::string out;
    for (auto const name : type::key_type::schema_type::names)
      out += (out.empty() ? "" : ", ") + std::string(name);
    return "aggregation by " + (out.empty() ? "nothing" : out);
  }
  /// The columns of the state. What decides their values and is no type stands in their types, so that
  /// a query of other windows or other aggregates does not go on with values of another meaning.
  template <class... Ks, class... As>
  static std::vector<column_spec> columns(
      plan::aggregate<plan::grouping_keys<Ks...>, plan::aggregates<As...>> const& written) {
    auto out = type::columns();
    std::size_t c = 0;
    unpack([&](auto const&... keys) { (add_window(out[c++], expr::without_alias(keys)), ...); },
           written.keys);
    name_functions(plan::aggregates<As...>(), out);
    return out;
  }

  /// Takes rows one by one, in update mode: `use(block)` gets each group that a row touched, alone.
  template <class Rows, class Selection, class OnLate, class Use>
  static MILLSTREAM_INLINE void update(type& groups, lane_type& lane, std::int64_t late,
                                       std::int64_t batch_id, Rows const& rows,
                                       Selection const selection, OnLate const& on_late,
                                       Use&& use) {
    groups.update(lane, late, batch_id, rows, selection, on_late,
                  [&](auto const& group) MILLSTREAM_LAMBDA_INLINE {
                    typename type::group const* const touched = &group;
                    use(typename type::group_block{&touched, 1, &groups.keys()});
                  });
  }
  /// Calls `use(block)` for what a partition hands on in this batch.
  template <class Use>
  static void each_block(type const& groups, std::size_t p, batch_task const& task, Use&& use) {
    blocks_of<typename type::group const*, typename type::group_block>(
        groups.keys(), use, [&](auto&& take) {
          auto const visit = [&](auto const& g) { take(&g); };
          if constexpr (complete)
            groups.for_each_group(p, visit);
          else if constexpr (std::is_same_v<Mode, update_mode>)
            groups.for_each_changed(p, task.batch_id, visit);
          else
            groups.for_each_closed(p, task.evict_watermark_ms * 1000, visit);
        });
  }
  /// The same for what the watermark takes away.
  template <class Use>
  static void each_evicted_block(type const& groups, std::size_t p, batch_task const& task,
                                 Use&& use) {
    blocks_of<typename type::group const*, typename type::group_block>(
        groups.keys(), use, [&](auto&& take) {
          groups.for_each_closed(p, task.evict_watermark_ms * 1000,
                                 [&](auto const& g) { take(&g); });
        });
  }

 private:
  template <class E>
  static void add_window([[maybe_unused]] column_spec& column, [[maybe_unused]] E const& key) {
    if constexpr (expr::is_window<E>)
      column.type_name = "window of " + expr::duration_text(key.length) + " every " +
                         expr::duration_text(key.slide) + " from " + expr::duration_text(key.start);
  }
};

template <class Flow, class Mode, class Kept, fixed_string... Keys>
struct state_operator<Flow, Mode, plan::deduplicate<Kept, Keys...>>
    : drops_rows,
      one_store<state_operator<Flow, Mode, plan::deduplicate<Kept, Keys...>>,
                physical::deduplicate<plan::deduplicate<Kept, Keys...>, typename Flow::input_schema,
                                      Flow>> {
  using type =
      physical::deduplicate<plan::deduplicate<Kept, Keys...>, typename Flow::input_schema, Flow>;
  using lane_type = typename type::lane_type;
  static constexpr std::string_view kind =
      Kept::within_watermark ? "deduplicate-within-watermark" : "deduplicate";
  static constexpr std::string_view store = "keys";
  static constexpr std::string_view name_in_progress =
      Kept::within_watermark ? "dedupeWithinWatermark" : "dedupe";
  /// Where the rows have an event time, in every mode (rule 67).
  static constexpr bool filters_late = type::filters_late;
  static constexpr bool evicts = type::evicts;
  static constexpr bool frees_all = evicts;
  static constexpr bool asks_for_no_data_batch = true;  // rule 23
  static constexpr bool evicts_results = false;

  static std::string description() {
    return "first rows by " + std::string(joined<Keys...>.view());
  }
  static std::vector<column_spec> columns(auto const&) { return type::columns(); }

  template <class Rows, class Selection, class OnLate, class Use>
  static void update(type& keys, lane_type& lane, std::int64_t late, std::int64_t, Rows const& rows,
                     Selection const selection, OnLate const& on_late, Use&& use) {
    keys.update(lane, late, rows, selection, on_late, [&](typename type::row_type const& first) {
      use(record_block<typename type::row_type>{&first, 1});
    });
  }
  template <class Use>
  static void each_block(type const& keys, std::size_t p, batch_task const&, Use&& use) {
    in_blocks<record_block<typename type::row_type>>(keys.first_rows(p), use);
  }
};

template <class Flow, class Mode, class Kind, class Right, class Condition, fixed_string... Keys>
struct state_operator<Flow, Mode, plan::stream_join<Kind, Right, Condition, Keys...>> : drops_rows {
  using type = physical::stream_join<plan::stream_join<Kind, Right, Condition, Keys...>,
                                     typename Flow::input_schema, Flow>;
  using lane_type = typename type::lane_type;
  static constexpr std::string_view kind = "join";
  static constexpr std::string_view name_in_progress = "symmetricHashJoin";
  static constexpr bool filters_late = true;
  static constexpr bool evicts = type::evicts;
  static constexpr bool frees_all = type::frees_all;
  static constexpr bool asks_for_no_data_batch = evicts;  // rule 24
  static constexpr bool evicts_results = false;

  template <std::size_t Input, class Rows, class Selection>
  static MILLSTREAM_INLINE void accumulate(type const& join, lane_type& lane, std::int64_t late,
                                           Rows const& rows, Selection const selection,
                                           physical::leave_out) {
    join.template accumulate<Input == 0>(lane, late, rows, selection);
  }
  static void merge(type& join, std::size_t p, std::vector<lane_type*> const& lanes,
                    batch_task const& task) {
    join.merge_partition(p, lanes, task.evict_watermark_ms * 1000);
  }
  template <class Use>
  static void each_block(type const& join, std::size_t p, batch_task const&, Use&& use) {
    join.each_block(p, use);
  }
  static bool due_by(type const&, timestamp) { return false; }
  static duration result_behind(type const& join) { return join.result_behind(); }

  static void add_stores(std::string const& id, auto const&,
                         std::vector<checkpoint::stateful_operator>& out) {
    auto const description =
        std::string(Kind::name) + " join of streams by " + std::string(joined<Keys...>.view());
    out.push_back({id, "left", description, type::left_columns(), false});
    out.push_back({id, "right", description, type::right_columns(), false});
  }
  static void add_changes(type const& join, std::string const& id, std::size_t p, std::int64_t,
                          std::vector<checkpoint::partition_delta>& out) {
    auto const add = [&](std::string store, auto const& rows) {
      auto upserts = rows.changed_rows();
      auto removed = rows.removed_rows();
      if (upserts.rows + removed.rows != 0)
        out.push_back({id, std::move(store), static_cast<std::uint32_t>(p), std::move(upserts),
                       std::move(removed)});
    };
    add("left", join.left(p));
    add("right", join.right(p));
  }
  static void add_whole(type const& join, std::string const& id, std::size_t p,
                        std::vector<checkpoint::partition_delta>& out) {
    auto const partition = static_cast<std::uint32_t>(p);
    out.push_back({id, "left", partition, join.left(p).all_rows(), {}});
    out.push_back({id, "right", partition, join.right(p).all_rows(), {}});
  }
  static void restore(type& join, checkpoint::partition_delta const& d) {
    if (d.store == "left")
      join.restore_left(d.partition, d.removed_keys, d.upserts);
    else
      join.restore_right(d.partition, d.removed_keys, d.upserts);
  }
};

template <class Flow, class Mode, class Processor, class Initial, fixed_string Time,
          fixed_string... Keys>
struct state_operator<Flow, Mode, plan::transform_with_state<Processor, Initial, Time, Keys...>>
    : drops_rows,
      one_store<
          state_operator<Flow, Mode, plan::transform_with_state<Processor, Initial, Time, Keys...>>,
          physical::transform_with_state<
              plan::transform_with_state<Processor, Initial, Time, Keys...>,
              typename Flow::input_schema, Flow>> {
  using type =
      physical::transform_with_state<plan::transform_with_state<Processor, Initial, Time, Keys...>,
                                     typename Flow::input_schema, Flow>;
  using lane_type = typename type::lane_type;
  static constexpr bool transforms =
      plan::word_of<Processor> == plan::processor_word::transform_with_state;
  static constexpr std::string_view kind =
      transforms ? "transform-with-state" : "groups-with-state";
  static constexpr std::string_view store = "keys";
  static constexpr std::string_view name_in_progress =
      transforms ? "transformWithStateExec" : "flatMapGroupsWithState";
  static constexpr bool filters_late = type::filters_late;
  static constexpr bool evicts = false;  // it does so itself
  static constexpr bool frees_all = false;
  static constexpr bool asks_for_no_data_batch =  // rule 25
      transforms || plan::time_mode_of<Processor> == time_mode::event_time;
  static constexpr bool evicts_results = false;

  static std::string description() {
    return "a processor by " + std::string(joined<Keys...>.view());
  }
  static std::vector<column_spec> columns(auto const&) { return type::columns(); }

  static void merge(type& groups, std::size_t p, std::vector<lane_type*> const& lanes,
                    batch_task const& task) {
    auto const time = [](std::int64_t ms) { return timestamp(std::chrono::milliseconds(ms)); };
    groups.run_partition(
        p, std::span<lane_type* const>(lanes),
        {task.batch_id, time(task.late_watermark_ms), time(task.evict_watermark_ms), task.now});
  }
  template <class Use>
  static void each_block(type const& groups, std::size_t p, batch_task const&, Use&& use) {
    in_blocks<struct_block<typename type::output_type>>(groups.rows_of(p), use);
  }
  static bool due_by(type const& groups, timestamp now) { return groups.due_by(now); }
};

}  // namespace millstream::runtime
