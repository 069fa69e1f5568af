// SPDX-License-Identifier: Apache-2.0
//
// `transform_with_state`: state of the user's own, a key.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/dsl/aggregate.hpp>
#include <millstream/dsl/filter.hpp>
#include <millstream/dsl/with_watermark.hpp>

namespace millstream {

namespace detail {

template <class P>
concept state_processor = plan::has_only_state_members<P> && requires {
  requires adapted_struct<typename P::input>;
  requires adapted_struct<typename P::output>;
};

template <fixed_string Time, class P>
struct processor_time_problem {
  using schema = schema_of<typename P::output>;
  using type = diagnostic::first_problem<
      own_column_problem<Time, schema>,
      std::conditional_t<can_be_event_time<Time, expr::type_of<expr::column<Time>, schema>>,
                         diagnostic::none,
                         diagnostic::watermark_needs_timestamp<
                             diagnostic::wanted<Time>,
                             diagnostic::type_is<expr::type_of<expr::column<Time>, schema>>>>,
      std::conditional_t<plan::time_mode_of<P> == time_mode::processing_time,
                         diagnostic::no_event_time_of_processor<diagnostic::wanted<Time>>,
                         diagnostic::none>>;
};
template <class P>
struct processor_time_problem<"", P> {
  using type = diagnostic::none;
};

/// By keys that are columns.
template <class Processor, fixed_string Time, class... Ks>
struct transform_by_word;
template <class Processor, fixed_string Time, fixed_string... Keys>
  requires(sizeof...(Keys) > 0)
struct transform_by_word<Processor, Time, expr::column<Keys>...> : word {
  static constexpr auto streams_only = fixed_string("transform_with_state");
  Processor processor;

  template <class Plan>
  struct problems {
    using schema = typename Plan::schema_type;
    using type = diagnostic::first_problem<
        own_column_problem<Keys, schema>...,
        key_type_problem<streams_only, Keys, expr::type_of<expr::column<Keys>, schema>>...,
        typename struct_problem<schema, typename Processor::input>::type,
        typename processor_time_problem<Time, Processor>::type,
        above_collecting_problem<Plan, streams_only>>;
  };
  template <class Plan>
  using problem = typename problems<Plan>::type;
  constexpr auto apply(auto const& input) const {
    return add_step(input, plan::transform_with_state<Processor, Time, Keys...>{processor});
  }
};
/// By other expressions, or without a key.
template <class Processor, fixed_string Time, class... Ks>
  requires(sizeof...(Ks) == 0 || !(expr::is_column<Ks> && ...))
struct transform_by_word<Processor, Time, Ks...> : word {
  Processor processor;
  using name = diagnostic::in<fixed_string("transform_with_state")>;
  template <class Plan>
  using problem = std::conditional_t<sizeof...(Ks) == 0, diagnostic::word_without_group_by<name>,
                                     diagnostic::not_a_column<name, diagnostic::type_is<Ks>...>>;
  constexpr auto apply(auto const&) const { return stream<plan::poisoned>{}; }
};

/// Behind group_by.
template <class Processor, fixed_string Time>
struct transform_word {
  template <class... Ks>
  using word_by = transform_by_word<Processor, Time, Ks...>;
  Processor processor;
};

}  // namespace detail

/// The rows of each key with a state of the user's own:
/// `readings | ms::group_by("device"_c) | ms::transform_with_state(alarm_processor{})`. What a processor is:
/// plan/processor.hpp.
/// **Shape** the columns of `Processor::output`, as many rows as it emits. **Requires** a processor (MS087), keys that
/// are columns (MS001, MS070), the columns of `Processor::input` (MS008, MS012), append or update mode (MS007), a watermark where its time mode
/// is event time (MS046). **State** what its members hold and its timers, a key, rewritten as a whole in a batch that
/// called it; a key of which nothing is left is forgotten. **Order and time** a key's rows come in their order, all of
/// a batch at once, and its timers after the rows of all keys; with event time, late rows are dropped. The same key and batch give the
/// same calls after a restart. **Errors** what its functions throw fails the batch. **Cost** a copy of
/// each row. **Source** Spark's `transformWithState`, rules 84-86.
template <detail::state_processor Processor>
constexpr auto transform_with_state(Processor processor) {
  return detail::transform_word<Processor, fixed_string("")>{std::move(processor)};
}
/// The same, where a column of the result is its event time, for operators above. **Requires** a timestamp (MS001,
/// MS009), and that the processor's time is not processing time (MS088). **Errors** errc::invalid_argument in the batch
/// in which a row is behind the watermark (rule 88).
template <detail::state_processor Processor, fixed_string Time>
constexpr auto transform_with_state(Processor processor, expr::column<Time>) {
  return detail::transform_word<Processor, Time>{std::move(processor)};
}
/// Something that is no processor (MS087).
template <class NoProcessor, class... Rest>
  requires(!detail::state_processor<NoProcessor>)
constexpr auto transform_with_state(NoProcessor const&, Rest const&...) {
  using said [[maybe_unused]] =
      typename diagnostic::not_a_processor<diagnostic::type_is<NoProcessor>>::said;
  return poisoned_word{};
}

template <class Input, class... Ks, class Processor, fixed_string Time>
constexpr auto operator|(grouped_stream<Input, Ks...> const& grouped,
                         detail::transform_word<Processor, Time> const& w) {
  return grouped.input | detail::transform_by_word<Processor, Time, Ks...>{{}, w.processor};
}
/// Not behind group_by (MS089).
template <relation_like Input, class Processor, fixed_string Time>
constexpr auto operator|(Input const& input, detail::transform_word<Processor, Time> const& w) {
  return input | detail::transform_by_word<Processor, Time>{{}, w.processor};
}

}  // namespace millstream
