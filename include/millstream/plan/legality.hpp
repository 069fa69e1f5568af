// SPDX-License-Identifier: Apache-2.0
//
// Which plan may run in which output mode, the table of SEMANTICS.md ("Output-mode matrix", rules
// 41-52) for the operators that there are. `is_legal<Plan, Mode>` is a concept, so that the table is
// tested by static_asserts.
#pragma once

#include <millstream/plan/node.hpp>
#include <millstream/plan/output_mode.hpp>

namespace millstream::plan {

/// The problem of a plan in an output mode.
template <class Plan, class Mode>
struct legality {
  using problem = diagnostic::none;
};

namespace detail {

template <class Plan>
struct aggregate_of {
  static constexpr bool holds_event_time = false;
};
template <class Step, class Child>
struct aggregate_of<node<Step, Child>> : aggregate_of<Child> {};
template <class Step, class Child>
  requires(Step::kind == step_kind::aggregate)
struct aggregate_of<node<Step, Child>> {
  static constexpr bool holds_event_time =
      !Step::template event_time<typename Child::schema_type>(Child::event_time).empty();
};

}  // namespace detail

/// Rule 41: append hands a group on once, so something must say when it is finished.
template <class Plan>
  requires(has_aggregate<Plan>)
struct legality<Plan, append_mode> {
  using problem =
      std::conditional_t<detail::aggregate_of<Plan>::holds_event_time, diagnostic::none,
                         diagnostic::append_needs_watermark<diagnostic::in<"output_mode(append)">>>;
};

/// Rule 42.
template <class Plan>
  requires(!has_aggregate<Plan> && !is_poisoned<Plan>)
struct legality<Plan, complete_mode> {
  using problem = diagnostic::complete_needs_aggregation<diagnostic::in<"output_mode(complete)">>;
};

template <class Mode>
struct legality<poisoned, Mode> {
  using problem = diagnostic::none;
};

/// For each grouping key of the plan's aggregation: which columns of the result carry it.
template <class Plan>
struct key_origin {
  static constexpr std::size_t keys = 0;
  /// Position of the grouping key that a result column carries, `no_column` if none.
  static constexpr std::size_t of(std::string_view) { return no_column; }
};
template <class Step, class Child>
struct key_origin<node<Step, Child>> {
  static constexpr std::size_t keys = key_origin<Child>::keys;
  static constexpr std::size_t of(std::string_view name) {
    if constexpr (Step::kind == step_kind::project) {
      return [&]<class... Es>(type_identity<std::tuple<Es...>>) {
        std::size_t out = no_column;
        ((expr::name_of<Es>.view() == name ? void(out = through(plan::detail::plain_column<Es>))
                                           : void()),
         ...);
        return out;
      }(type_identity<decltype(Step::values)>{});
    } else if constexpr (Step::kind == step_kind::with_column) {
      if (name == Step::name.view())
        return through(plan::detail::plain_column<decltype(Step::value)>);
      return key_origin<Child>::of(name);
    } else if constexpr (Step::kind == step_kind::map_rows) {
      return no_column;
    } else {
      return key_origin<Child>::of(name);
    }
  }

 private:
  // start and end of a window stand for the window: its length is the query's
  static constexpr std::size_t through(std::string_view path) {
    return path.empty() ? no_column : key_origin<Child>::of(path.substr(0, path.find('.')));
  }
};
template <class... Ks, class As, class Child>
struct key_origin<node<aggregate<grouping_keys<Ks...>, As>, Child>> {
  static constexpr std::size_t keys = sizeof...(Ks);
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
