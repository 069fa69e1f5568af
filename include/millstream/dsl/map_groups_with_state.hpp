// SPDX-License-Identifier: Apache-2.0
//
// `map_groups_with_state` and `flat_map_groups_with_state`: a function over the rows of each key, with one value of
// state. `transform_with_state` can do more.
#pragma once

#include <millstream/dsl/transform_with_state.hpp>
#include <millstream/plan/group_state.hpp>
#include <millstream/plan/output_mode.hpp>

namespace millstream {

namespace detail {

/// What a function over groups reads of a row of its initial state; void where that does not fit its state.
template <class State, fixed_string... Column>
struct initial_of_state {
  using type = void;
};
template <adapted_struct State>
struct initial_of_state<State> {
  using type = State;
};
template <class State, fixed_string Column>
  requires(!adapted_struct<State>)
struct initial_of_state<State, Column> {
  using type = plan::state_in_column<Column, State>;
};

template <class Input, class State, class Output, time_mode Timeout, bool Flat, bool Appends,
          class F, class Plan, fixed_string... Column>
constexpr auto begun_groups(F f, initial_table<Plan, Column...> const& initial) {
  using initial_type = typename initial_of_state<State, Column...>::type;
  if constexpr (std::is_void_v<initial_type>) {
    using said [[maybe_unused]] =
        typename diagnostic::initial_state_without_column<diagnostic::type_is<State>>::said;
    return poisoned_word{};
  } else {
    return transform_with_state(
        plan::function_of_groups<Input, State, Output, F, Timeout, Flat, Appends, initial_type>(
            std::move(f)),
        initial_table<Plan>{initial.plan});
  }
}

}  // namespace detail

/// Calls `f(key, std::span<Input const> rows, ms::group_state<State>& state)` for each key with rows, and for each
/// that timed out, without rows; it returns a range of `Output`, such as a vector:
/// `ms::flat_map_groups_with_state<click, std::int64_t, visit>(ms::append, ms::event_time_timeout, f)`.
/// **Shape** the columns of `Output`. **Requires** adapted structs (MS087); the output mode of the query to be the one
/// given here (MS044); a watermark with event_time_timeout (MS046). **State** one value a key, freed by `remove()`. **Order and
/// time** rows first, then timeouts; a timeout holds until the next call of its key, which sets it anew or lets it go.
/// With event_time_timeout late rows are dropped. **Errors** what `f` throws fails the batch. **Cost** a copy of each row. **Source** Spark's
/// `flatMapGroupsWithState`, rules 79-84.
template <adapted_struct Input, class State, adapted_struct Output, class Mode, time_mode Timeout,
          class F>
  requires(std::is_same_v<Mode, append_mode> || std::is_same_v<Mode, update_mode>)
constexpr auto flat_map_groups_with_state(Mode, group_timeout<Timeout>, F f) {
  return transform_with_state(
      plan::function_of_groups<Input, State, Output, F, Timeout, true,
                               std::is_same_v<Mode, append_mode>>(std::move(f)));
}
/// The same for keys that begin with a state: `ms::initial_state(table)` has a column for each member of `State`, or it
/// says which column holds it: `ms::initial_state(table, "n"_c)`. In batch 0 `f` is called for each key of the table
/// too, without rows where there are none. **Requires** one or the other (MS090), the keys in the table (MS001, MS090).
/// **Errors** errc::invalid_argument in batch 0 where the table has a key twice. **State**, **Order and time**, **Cost**
/// as with transform_with_state. **Source** rule 87.
template <adapted_struct Input, class State, adapted_struct Output, class Mode, time_mode Timeout,
          class F, class Plan, fixed_string... Column>
  requires(std::is_same_v<Mode, append_mode> || std::is_same_v<Mode, update_mode>)
constexpr auto flat_map_groups_with_state(Mode, group_timeout<Timeout>, F f,
                                          detail::initial_table<Plan, Column...> const& initial) {
  return detail::begun_groups<Input, State, Output, Timeout, true,
                              std::is_same_v<Mode, append_mode>>(std::move(f), initial);
}
/// The same with a function that returns one `Output` a call. **Requires** update mode (MS044), and that it is the only
/// one of its kind in the query. **Source** Spark's `mapGroupsWithState`.
template <adapted_struct Input, class State, adapted_struct Output, time_mode Timeout, class F>
constexpr auto map_groups_with_state(group_timeout<Timeout>, F f) {
  return transform_with_state(
      plan::function_of_groups<Input, State, Output, F, Timeout, false, false>(std::move(f)));
}
template <adapted_struct Input, class State, adapted_struct Output, time_mode Timeout, class F,
          class Plan, fixed_string... Column>
constexpr auto map_groups_with_state(group_timeout<Timeout>, F f,
                                     detail::initial_table<Plan, Column...> const& initial) {
  return detail::begun_groups<Input, State, Output, Timeout, false, false>(std::move(f), initial);
}

}  // namespace millstream
