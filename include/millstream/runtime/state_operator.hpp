// SPDX-License-Identifier: Apache-2.0
//
// What an operator with state is to the runtime: the physical operator, its names in progress and in the
// checkpoint, what it does in an output mode. flow.hpp runs them, one above the other.
#pragma once

#include <unordered_set>

#include <millstream/physical/deduplicate.hpp>
#include <millstream/plan/output_mode.hpp>
#include <millstream/runtime/pipeline.hpp>

namespace millstream::runtime {

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
struct state_operator<Flow, Mode, plan::aggregate<Keys, Aggregates>> : grouping_operator {
  struct tag {
    static constexpr std::string_view name = Flow::event_time;
  };
  using type =
      physical::aggregate<plan::aggregate<Keys, Aggregates>, typename Flow::input_schema, tag>;
  using lane_type = typename type::lane_type;
  static constexpr std::string_view kind = "aggregate";
  static constexpr std::string_view store = "groups";
  static constexpr std::string_view name_in_progress = "stateStoreSave";
  static constexpr bool complete = std::is_same_v<Mode, complete_mode>;
  /// Rule 39: late rows count in complete mode, and where no key holds the event time.
  static constexpr bool filters_late = type::has_event_key && !complete;
  static constexpr bool evicts = filters_late;
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
    std::apply([&](auto const&... keys) { (add_window(out[c++], expr::without_alias(keys)), ...); },
               written.keys);
    name_functions(plan::aggregates<As...>(), out);
    return out;
  }

  /// Calls `use(block)` for what a partition hands on in this batch.
  template <class Use>
  static void each_block(type const& groups, std::size_t p, batch_task const& task, Use&& use) {
    blocks_of(groups, use, [&](auto&& visit) {
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
    blocks_of(groups, use, [&](auto&& visit) {
      groups.for_each_closed(p, task.evict_watermark_ms * 1000, visit);
    });
  }

 private:
  template <class E>
  static void add_window([[maybe_unused]] column_spec& column, [[maybe_unused]] E const& key) {
    if constexpr (expr::is_window<E>)
      column.type_name = "window of " + expr::duration_text(key.length) + " every " +
                         expr::duration_text(key.slide) + " from " + expr::duration_text(key.start);
  }
  template <class Use, class ForEach>
  static void blocks_of(type const& groups, Use& use, ForEach&& for_each) {
    typename type::group const* found[block_rows];
    std::size_t n = 0;
    auto const flush = [&] {
      if (n != 0) use(typename type::group_block{found, n, &groups.keys()});
      n = 0;
    };
    for_each([&](auto const& g) {
      found[n++] = &g;
      if (n == block_rows) flush();
    });
    flush();
  }
};

template <class Flow, class Mode, class Kept, fixed_string... Keys>
struct state_operator<Flow, Mode, plan::deduplicate<Kept, Keys...>> {
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
  static constexpr bool asks_for_no_data_batch = true;  // rule 23
  static constexpr bool evicts_results = false;

  static std::string description() {
    std::string out;
    ((out += (out.empty() ? "" : ", ") + std::string(Keys.view())), ...);
    return "first rows by " + out;
  }
  static std::vector<column_spec> columns(auto const&) { return type::columns(); }

  template <class Use>
  static void each_block(type const& keys, std::size_t p, batch_task const&, Use&& use) {
    auto const& rows = keys.first_rows(p);
    for (std::size_t at = 0; at < rows.size(); at += block_rows)
      use(record_block<typename type::row_type>{rows.data() + at,
                                                std::min(block_rows, rows.size() - at)});
  }

  static void report_late(std::vector<lane_type*> const& lanes, state_operator_progress& out) {
    for (auto const* lane : lanes)
      out.num_rows_dropped_by_watermark += lane->late_rows;
    out.num_input_rows_dropped_by_watermark = out.num_rows_dropped_by_watermark;
  }
};

}  // namespace millstream::runtime
