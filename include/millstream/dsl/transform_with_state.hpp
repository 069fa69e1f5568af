// SPDX-License-Identifier: Apache-2.0
//
// `transform_with_state`: state of the user's own, a key.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/dsl/aggregate.hpp>
#include <millstream/dsl/filter.hpp>
#include <millstream/dsl/with_watermark.hpp>
#include <millstream/plan/group_state.hpp>

namespace millstream {

namespace detail {

template <class P>
concept state_processor = plan::has_only_state_members<P> && requires {
  requires adapted_struct<typename P::input>;
  requires adapted_struct<typename P::output>;
};
/// One that says what it reads of a row of an initial state.
template <class P>
concept reads_initial_state = state_processor<P> && is_record<typename P::initial>;

/// What `initial_state` returns.
template <class Plan, fixed_string... Column>
struct initial_table {
  Plan plan;
};

/// The problem of what a processor reads of a row of the initial state.
template <class Schema, class Wanted>
struct initial_row_problem : struct_problem<Schema, Wanted> {};
template <class Schema, fixed_string Name, class S>
struct initial_row_problem<Schema, plan::state_in_column<Name, S>> {
  template <bool Has, class D = void>
  struct column {
    using type = own_column_problem<Name, Schema>;
  };
  template <class D>
  struct column<true, D> {
    using held = typename Schema::template type_of<Name>;
    using type = std::conditional_t<
        convertible_column<held, S>, diagnostic::none,
        diagnostic::struct_does_not_match<diagnostic::wanted<Name>, diagnostic::left_type<held>,
                                          diagnostic::right_type<S>>>;
  };
  using type = typename column<Schema::has(Name.view())>::type;
};

/// The problem of a key that the stream and the table of an initial state have. It may be null in both, or in the
/// stream alone.
template <class InStream, class InTable>
inline constexpr bool same_initial_key =
    std::is_same_v<without_optional_t<InStream>, without_optional_t<InTable>> &&
    (is_optional<InStream> || !is_optional<InTable>);
template <fixed_string Key, class Stream, class Table, bool Has>
struct initial_key_problem {
  using type = own_column_problem<Key, Table>;
};
template <fixed_string Key, class Stream, class Table>
struct initial_key_problem<Key, Stream, Table, true> {
  using in_stream = typename Stream::template type_of<Key>;
  using in_table = typename Table::template type_of<Key>;
  using type = std::conditional_t<
      same_initial_key<in_stream, in_table>, diagnostic::none,
      diagnostic::initial_keys_differ<diagnostic::wanted<Key>, diagnostic::left_type<in_stream>,
                                      diagnostic::right_type<in_table>>>;
};

/// The problem of an initial state; none where there is none.
template <class Processor, class Initial, class Schema, bool HasKeys, fixed_string... Keys>
struct initial_problem {
  using type = diagnostic::none;
};
template <class Processor, class Table, class Schema, fixed_string... Keys>
  requires(!plan::is_poisoned<Table>)
struct initial_problem<Processor, plan::initial_state<Table>, Schema, true, Keys...> {
  using table_schema = typename Table::schema_type;
  using key_type = record<schema<field<Keys, typename Schema::template type_of<Keys>>...>>;
  static constexpr bool handled =
      requires(Processor& processor, key_type const& key, typename Processor::initial const& row,
               group_timers& timers) { processor.handle_initial_state(key, row, timers); };
  using type = diagnostic::first_problem<
      std::conditional_t<handled, diagnostic::none,
                         diagnostic::no_initial_state_handler<diagnostic::type_is<Processor>>>,
      typename initial_key_problem<Keys, Schema, table_schema,
                                   table_schema::has(Keys.view())>::type...,
      typename initial_row_problem<table_schema, typename Processor::initial>::type>;
};

template <class Initial>
inline constexpr bool begins_with_poison = false;
template <class Table>
inline constexpr bool begins_with_poison<plan::initial_state<Table>> = plan::is_poisoned<Table>;

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
template <class Processor, class Initial, fixed_string Time, class... Ks>
struct transform_by_word;
template <class Processor, class Initial, fixed_string Time, fixed_string... Keys>
  requires(sizeof...(Keys) > 0)
struct transform_by_word<Processor, Initial, Time, expr::column<Keys>...> : word {
  static constexpr auto streams_only = fixed_string("transform_with_state");
  Processor processor;
  Initial initial;

  template <class Plan>
  struct problems {
    using schema = typename Plan::schema_type;
    using type = diagnostic::first_problem<
        own_column_problem<Keys, schema>...,
        key_type_problem<streams_only, Keys, expr::type_of<expr::column<Keys>, schema>>...,
        typename struct_problem<schema, typename Processor::input>::type,
        typename processor_time_problem<Time, Processor>::type,
        typename initial_problem<Processor, Initial, schema, (schema::has(Keys.view()) && ...),
                                 Keys...>::type,
        above_collecting_problem<Plan, streams_only>>;
  };
  template <class Plan>
  using problem = typename problems<Plan>::type;
  constexpr auto apply(auto const& input) const {
    if constexpr (begins_with_poison<Initial>)
      return stream<plan::poisoned>{};
    else
      return add_step(
          input, plan::transform_with_state<Processor, Initial, Time, Keys...>{processor, initial});
  }
};
/// By other expressions, or without a key.
template <class Processor, class Initial, fixed_string Time, class... Ks>
  requires(sizeof...(Ks) == 0 || !(expr::is_column<Ks> && ...))
struct transform_by_word<Processor, Initial, Time, Ks...> : word {
  Processor processor;
  Initial initial;
  using name = diagnostic::in<fixed_string("transform_with_state")>;
  template <class Plan>
  using problem = std::conditional_t<sizeof...(Ks) == 0, diagnostic::word_without_group_by<name>,
                                     diagnostic::not_a_column<name, diagnostic::type_is<Ks>...>>;
  constexpr auto apply(auto const&) const { return stream<plan::poisoned>{}; }
};

/// Behind group_by.
template <class Processor, class Initial, fixed_string Time>
struct transform_word {
  template <class... Ks>
  using word_by = transform_by_word<Processor, Initial, Time, Ks...>;
  Processor processor;
  Initial initial;
};

template <fixed_string Time, class Processor, class Initial>
constexpr auto transforming(Processor processor, Initial initial) {
  return transform_word<Processor, Initial, Time>{std::move(processor), std::move(initial)};
}
template <fixed_string Time, class Processor, class Plan, fixed_string... Column>
constexpr auto transforming_from(Processor processor,
                                 initial_table<Plan, Column...> const& initial) {
  if constexpr (reads_initial_state<Processor> && sizeof...(Column) == 0) {
    return transforming<Time>(std::move(processor), plan::initial_state<Plan>{initial.plan});
  } else {
    using said [[maybe_unused]] =
        typename diagnostic::no_initial_state_handler<diagnostic::type_is<Processor>>::said;
    return poisoned_word{};
  }
}

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
  return detail::transforming<"">(std::move(processor), plan::no_initial_state{});
}
/// The same, where a column of the result is its event time, for operators above. **Requires** a timestamp (MS001,
/// MS009), and that the processor's time is not processing time (MS088). **Errors** errc::invalid_argument in the batch
/// in which a row is behind the watermark (rule 88).
template <detail::state_processor Processor, fixed_string Time>
constexpr auto transform_with_state(Processor processor, expr::column<Time>) {
  return detail::transforming<Time>(std::move(processor), plan::no_initial_state{});
}
/// The same for keys that begin with a state: `ms::transform_with_state(p, ms::initial_state(table))`. Before the rows
/// of batch 0 the processor gets each row of the table, `handle_initial_state(key, row, timers)`, of a key in the order
/// in which they were read; a key of which no row comes has its state all the same. **Requires** `P::initial`, an
/// adapted struct of the table's columns (MS008), and the handler, which emits no rows (MS090); the keys in the table,
/// of the stream's types (MS001, MS090). **State** that of the processor; with or without an initial state it is the
/// same on disk. **Order and time** batch 0 alone reads the table, as it begins, again where it runs again; a query that
/// has committed it never opens the table. **Errors** those of the table's source, in batch 0. **Cost** the table's rows
/// in memory while batch 0 runs. **Source** Spark's `StatefulProcessorWithInitialState`, rule 87.
template <detail::state_processor Processor, class Plan, fixed_string... Column>
constexpr auto transform_with_state(Processor processor,
                                    detail::initial_table<Plan, Column...> const& initial) {
  return detail::transforming_from<"">(std::move(processor), initial);
}
template <detail::state_processor Processor, class Plan, fixed_string... Column, fixed_string Time>
constexpr auto transform_with_state(Processor processor,
                                    detail::initial_table<Plan, Column...> const& initial,
                                    expr::column<Time>) {
  return detail::transforming_from<Time>(std::move(processor), initial);
}

/// The static table with which the keys of an operator begin: rows of a key and its state.
template <class Plan>
constexpr auto initial_state(table_of<Plan> const& table) {
  return detail::initial_table<Plan>{table.plan};
}
/// The same for a function over groups whose state is no struct: the column with it.
template <class Plan, fixed_string Column>
constexpr auto initial_state(table_of<Plan> const& table, expr::column<Column>) {
  return detail::initial_table<Plan, Column>{table.plan};
}
/// Something that is no table (MS090).
template <class NoTable, class... Rest>
  requires(!is_table<NoTable> || sizeof...(Rest) > 1 || !(expr::is_column<Rest> && ...))
constexpr auto initial_state(NoTable const&, Rest const&...) {
  using said [[maybe_unused]] =
      typename diagnostic::no_initial_table<diagnostic::type_is<NoTable>>::said;
  return detail::initial_table<plan::poisoned>{};
}

/// Something that is no processor (MS087).
template <class NoProcessor, class... Rest>
  requires(!detail::state_processor<NoProcessor>)
constexpr auto transform_with_state(NoProcessor const&, Rest const&...) {
  using said [[maybe_unused]] =
      typename diagnostic::not_a_processor<diagnostic::type_is<NoProcessor>>::said;
  return poisoned_word{};
}

template <class Input, class... Ks, class Processor, class Initial, fixed_string Time>
constexpr auto operator|(grouped_stream<Input, Ks...> const& grouped,
                         detail::transform_word<Processor, Initial, Time> const& w) {
  return grouped.input |
         detail::transform_by_word<Processor, Initial, Time, Ks...>{{}, w.processor, w.initial};
}
/// Not behind group_by (MS089).
template <relation_like Input, class Processor, class Initial, fixed_string Time>
constexpr auto operator|(Input const& input,
                         detail::transform_word<Processor, Initial, Time> const& w) {
  return input | detail::transform_by_word<Processor, Initial, Time>{{}, w.processor, w.initial};
}

}  // namespace millstream
