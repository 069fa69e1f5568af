// SPDX-License-Identifier: Apache-2.0
//
// What the table of legality_table.hpp says of a plan's type, as a problem with its error id.
// `is_legal<Plan, Mode>` is a concept, so that the table is tested by static_asserts. And where the
// grouping keys of a plan are in its result.
#pragma once

#include <millstream/base/pack.hpp>
#include <millstream/plan/legality_table.hpp>

namespace millstream::plan {

/// The problem that a verdict becomes; every verdict has one, those of words that come later too.
template <verdict V, class Where>
struct problem_of_verdict;

template <class Where>
struct problem_of_verdict<verdict::legal, Where> {
  using type = diagnostic::none;
};

#define MILLSTREAM_VERDICT(name, diagnosis)         \
  template <class Where>                            \
  struct problem_of_verdict<verdict::name, Where> { \
    using type = diagnostic::diagnosis<Where>;      \
  };
MILLSTREAM_VERDICT(no_stream, table_for_stream)
MILLSTREAM_VERDICT(watermark_defined_twice, watermark_defined_twice)
MILLSTREAM_VERDICT(append_needs_watermark, append_needs_watermark)
MILLSTREAM_VERDICT(complete_needs_aggregation, complete_needs_aggregation)
MILLSTREAM_VERDICT(session_window_in_update, session_window_in_update)
MILLSTREAM_VERDICT(sort_needs_complete, sort_needs_complete)
MILLSTREAM_VERDICT(limit_in_update, limit_in_update)
MILLSTREAM_VERDICT(offset_of_a_stream, offset_of_a_stream)
MILLSTREAM_VERDICT(never_on_a_stream, never_on_a_stream)
MILLSTREAM_VERDICT(two_windows, two_windows)
MILLSTREAM_VERDICT(stateful_after_updates, stateful_after_updates)
MILLSTREAM_VERDICT(outer_join_needs_append, outer_join_needs_append)
MILLSTREAM_VERDICT(stream_join_in_complete, stream_join_in_complete)
MILLSTREAM_VERDICT(anti_join_of_streams, anti_join_of_streams)
MILLSTREAM_VERDICT(stream_join_needs_bound, stream_join_needs_bound)
MILLSTREAM_VERDICT(stream_join_needs_equality, stream_join_needs_equality)
MILLSTREAM_VERDICT(static_join_keeps_table, static_join_keeps_table)
MILLSTREAM_VERDICT(groups_mode_differs, groups_mode_differs)
MILLSTREAM_VERDICT(groups_combined, groups_combined)
MILLSTREAM_VERDICT(needs_watermark, needs_watermark)
MILLSTREAM_VERDICT(union_with_a_table, table_for_stream)
MILLSTREAM_VERDICT(real_time_needs_update, real_time_needs_update)
MILLSTREAM_VERDICT(not_in_real_time, not_in_real_time)
MILLSTREAM_VERDICT(session_window_needs_a_key, session_window_needs_a_key)
#undef MILLSTREAM_VERDICT

/// The problem of a plan in an output mode, under a trigger.
template <class Plan, class Mode, trigger_value Trigger = trigger_value::micro_batch>
struct legality {
  static constexpr verdict found = verdict_of(shape_of<Plan>.view(), Mode::value, Trigger);
  static constexpr auto where = make_fixed_string<[] { return Mode::name; }>();
  using problem = typename problem_of_verdict<
      found,
      diagnostic::in<concatenated<fixed_string("output_mode("), where, fixed_string(")")>>>::type;
};
template <class Mode, trigger_value Trigger>
struct legality<poisoned, Mode, Trigger> {
  static constexpr verdict found = verdict::legal;
  using problem = diagnostic::none;
};

/// For each grouping key of the plan's aggregation: which columns of the result carry it.
template <class Plan>
struct key_origin {
  static constexpr std::size_t keys = 0;
  /// Position of the key that is a session, `no_column` if none.
  static constexpr std::size_t session = no_column;
  /// Position of the grouping key that a result column carries, `no_column` if none.
  static constexpr std::size_t of(std::string_view) { return no_column; }
};
template <class Step, class Child>
struct key_origin<node<Step, Child>> {
  static constexpr std::size_t keys = key_origin<Child>::keys;
  static constexpr std::size_t session = key_origin<Child>::session;
  static constexpr std::size_t of(std::string_view name) {
    if constexpr (Step::kind == step_kind::project) {
      return [&]<class... Es>(type_identity<pack<Es...>>) {
        std::size_t out = no_column;
        ((expr::name_of<Es>.view() == name ? void(out = through(plan::detail::timed_column<Es>))
                                           : void()),
         ...);
        return out;
      }(type_identity<decltype(Step::values)>{});
    } else if constexpr (Step::kind == step_kind::with_column) {
      if (name == Step::name.view())
        return through(plan::detail::timed_column<decltype(Step::value)>);
      return key_origin<Child>::of(name);
    } else if constexpr (Step::kind == step_kind::map_rows) {
      return no_column;
    } else {
      return key_origin<Child>::of(name);
    }
  }

 private:
  // start, end and time of a window stand for the window: its length is the query's
  static constexpr std::size_t through(std::string_view path) {
    return path.empty() ? no_column : key_origin<Child>::of(path.substr(0, path.find('.')));
  }
};
template <class... Ks, class As, class Child>
struct key_origin<node<aggregate<grouping_keys<Ks...>, As>, Child>> {
  static constexpr std::size_t keys = sizeof...(Ks);
  static constexpr std::size_t session = [] {
    std::size_t out = no_column, i = 0;
    ((expr::is_session<Ks> ? void(out = i) : void(), ++i), ...);
    return out;
  }();
  static constexpr std::size_t of(std::string_view name) {
    std::size_t out = no_column, i = 0;
    ((expr::name_of<Ks>.view() == name ? void(out = i) : void(), ++i), ...);
    return out;
  }
  template <std::size_t I>
  static constexpr auto name_at = expr::name_of<nth_type<I, Ks...>>;
};

}  // namespace millstream::plan

namespace millstream {

/// A plan that may run in this output mode.
template <class Plan, class Mode>
concept is_legal = diagnostic::is_none<typename plan::legality<Plan, Mode>::problem>;

}  // namespace millstream
