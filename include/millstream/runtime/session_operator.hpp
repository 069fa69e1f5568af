// SPDX-License-Identifier: Apache-2.0
//
// What an aggregation by sessions is to the runtime.
#pragma once

#include <millstream/base/pack.hpp>
#include <millstream/physical/session_aggregate.hpp>
#include <millstream/runtime/state_operator.hpp>

namespace millstream::runtime {

template <class Flow, class Mode, class... Ks, class Aggregates>
  requires(expr::is_session<Ks> || ...)
struct state_operator<Flow, Mode, plan::aggregate<plan::grouping_keys<Ks...>, Aggregates>>
    : grouping_operator,
      one_store<state_operator<Flow, Mode, plan::aggregate<plan::grouping_keys<Ks...>, Aggregates>>,
                physical::session_aggregate<plan::aggregate<plan::grouping_keys<Ks...>, Aggregates>,
                                            typename Flow::input_schema, event_time_of<Flow>>> {
  using type = physical::session_aggregate<plan::aggregate<plan::grouping_keys<Ks...>, Aggregates>,
                                           typename Flow::input_schema, event_time_of<Flow>>;
  using lane_type = typename type::lane_type;
  static constexpr std::string_view kind = "session-aggregate";
  static constexpr std::string_view store = "sessions";
  static constexpr std::string_view name_in_progress = "sessionWindowStateStoreSaveExec";
  static constexpr bool complete = std::is_same_v<Mode, complete_mode>;
  static constexpr bool filters_late = type::has_event_key && !complete;  // rule 39
  static constexpr bool evicts = filters_late;
  static constexpr bool frees_all = evicts;
  static constexpr bool asks_for_no_data_batch = !complete;  // rule 22
  static constexpr bool evicts_results = true;

  static std::string description() {
    return "aggregation by " + std::string(joined<expr::name_of<Ks>...>.view());
  }
  /// The gap, which no type says, stands in the type of the session's start.
  static std::vector<column_spec> columns(auto const& written) {
    auto out = type::columns();
    auto const& session = nth<type::session_key>(written.keys);
    auto described = expr::described<typename Flow::input_schema>(expr::without_alias(session));
    out[type::key_type::schema_type::size].type_name = described.to_string();
    name_functions(Aggregates(), out);
    return out;
  }

  /// Calls `use(block)` for what a partition hands on in this batch.
  template <class Use>
  static void each_block(type const& sessions, std::size_t p, batch_task const& task, Use&& use) {
    blocks_of<typename type::found_session, typename type::session_block>(
        sessions.keys(), use, [&](auto&& visit) {
          if constexpr (complete)
            sessions.for_each_session(p, visit);
          else
            sessions.for_each_closed(p, task.evict_watermark_ms * 1000, visit);
        });
  }
  /// The same for what the watermark takes away.
  template <class Use>
  static void each_evicted_block(type const& sessions, std::size_t p, batch_task const& task,
                                 Use&& use) {
    blocks_of<typename type::found_session, typename type::session_block>(
        sessions.keys(), use,
        [&](auto&& visit) { sessions.for_each_closed(p, task.evict_watermark_ms * 1000, visit); });
  }
};

}  // namespace millstream::runtime
