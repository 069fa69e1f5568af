// SPDX-License-Identifier: Apache-2.0
//
// Which operators of a plan keep rows for ever: the last column of the table of legality, asked for a
// plan's type and an output mode. Explain prints it, `ms::require_bounded_state` makes an error of it.
#pragma once

#include <millstream/plan/legality_table.hpp>

namespace millstream::plan {

constexpr std::string_view state_text(state_freed_by what) {
  switch (what) {
    case state_freed_by::no_state:
      return "no state";
    case state_freed_by::watermark:
      return "state freed by the watermark";
    case state_freed_by::nothing:
      return "state is never freed";
    case state_freed_by::users_timeouts:
      return "state freed by timeouts of its function";
    case state_freed_by::one_counter:
      return "state is one counter";
  }
  return "";
}

/// The first operator, from the bottom up, whose state nothing frees; `no_column` if there is none.
constexpr std::size_t growing_operator(std::span<operator_shape const> plan,
                                       output_mode_value mode) {
  for (std::size_t at = 0; at < plan.size(); ++at)
    if (state_of(plan, at, mode) == state_freed_by::nothing) return at;
  return no_column;
}

/// Does an operator keep its state in partitions by key?
constexpr bool keeps_keys(std::span<operator_shape const> plan, std::size_t at) {
  auto const& op = plan[at];
  if (op.kind == operator_kind::join)
    return plan[detail::left_input(plan, at)].streaming &&
           plan[detail::right_input(plan, at)].streaming;
  return op.streaming &&
         (op.kind == operator_kind::aggregate || op.kind == operator_kind::deduplicate ||
          op.kind == operator_kind::deduplicate_within_watermark ||
          op.kind == operator_kind::transform_with_state ||
          op.kind == operator_kind::map_groups_with_state ||
          op.kind == operator_kind::flat_map_groups_with_state);
}

/// What frees the state of the operators that keep keys, from the bottom up.
template <class Plan, class Mode>
inline constexpr auto keyed_states = [] {
  constexpr auto count = [] {
    std::size_t out = 0;
    auto const plan = shape_of<Plan>.view();
    for (std::size_t at = 0; at < plan.size(); ++at)
      out += keeps_keys(plan, at);
    return out;
  }();
  auto const plan = shape_of<Plan>.view();
  std::array<state_freed_by, count> out{};
  std::size_t next = 0;
  for (std::size_t at = 0; at < plan.size(); ++at)
    if (keeps_keys(plan, at)) out[next++] = state_of(plan, at, Mode::value);
  return out;
}();

/// The problem of a plan of which something grows for ever.
template <class Plan, class Mode>
struct bounded_state {
  static constexpr std::size_t at = growing_operator(shape_of<Plan>.view(), Mode::value);
  template <std::size_t At, class D = void>
  struct problem_at {
    using named =
        diagnostic::in<make_fixed_string<[] { return shape_of<Plan>.operators[At].name; }>()>;
    static constexpr bool by_mode = shape_of<Plan>.operators[At].event_time_in_keys;
    using type = std::conditional_t<by_mode, diagnostic::complete_keeps_state<named>,
                                    diagnostic::state_grows_for_ever<named>>;
  };
  template <class D>
  struct problem_at<no_column, D> {
    using type = diagnostic::none;
  };
  using problem = typename problem_at<at>::type;
};
template <class Mode>
struct bounded_state<poisoned, Mode> {
  using problem = diagnostic::none;
};

}  // namespace millstream::plan
