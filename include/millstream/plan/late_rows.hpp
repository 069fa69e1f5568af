// SPDX-License-Identifier: Apache-2.0
//
// Which rows of a plan can be late: those that enter its lowest operator with state, where that knows the event
// time of a watermark.
#pragma once

#include <millstream/plan/branches.hpp>
#include <millstream/plan/output_mode.hpp>

namespace millstream::plan {

/// What the lowest operator with state of a plan is over: its columns are those of late rows.
template <class Plan>
using below_lowest_state = typename lowest_state_t<Plan>::child_type;

namespace detail {

/// Why no row is late to an operator, if none is.
template <class Step, class Child, class Mode>
struct late_rows_of_step {
  using problem = diagnostic::nothing_is_late<>;
};
/// Rule 39.
template <class... Ks, class As, class Child, class Mode>
struct late_rows_of_step<aggregate<grouping_keys<Ks...>, As>, Child, Mode> {
  static constexpr bool by_time =
      (aggregate<grouping_keys<Ks...>, As>::template is_event_key<Ks>(Child::event_time) || ...);
  using problem =
      std::conditional_t<!by_time, diagnostic::nothing_is_late<>,
                         std::conditional_t<std::is_same_v<Mode, complete_mode>,
                                            diagnostic::late_rows_in_complete<>, diagnostic::none>>;
};
/// Rule 67.
template <class Kept, fixed_string... Keys, class Child, class Mode>
struct late_rows_of_step<deduplicate<Kept, Keys...>, Child, Mode> {
  using problem = std::conditional_t<Child::event_time.empty(), diagnostic::nothing_is_late<>,
                                     diagnostic::none>;
};
/// Rule 84.
template <class Processor, class Initial, fixed_string Time, fixed_string... Keys, class Child,
          class Mode>
struct late_rows_of_step<transform_with_state<Processor, Initial, Time, Keys...>, Child, Mode> {
  using problem = std::conditional_t<Child::event_time.empty() ||
                                         time_mode_of<Processor> != time_mode::event_time,
                                     diagnostic::nothing_is_late<>, diagnostic::none>;
};
template <class Kind, class Right, class Condition, fixed_string... Keys, class Child, class Mode>
struct late_rows_of_step<stream_join<Kind, Right, Condition, Keys...>, Child, Mode> {
  using problem = diagnostic::late_rows_of_a_join<>;
};

}  // namespace detail

/// The problem of a plan of which the late rows are wanted.
template <class Plan, class Mode>
struct late_rows {
  using problem = diagnostic::nothing_is_late<>;
};
template <class Plan, class Mode>
  requires is_stateful<Plan>
struct late_rows<Plan, Mode> : detail::late_rows_of_step<typename lowest_state_t<Plan>::step_type,
                                                         below_lowest_state<Plan>, Mode> {};

}  // namespace millstream::plan
