// SPDX-License-Identifier: Apache-2.0
//
// `write_stream`: where the rows of a stream go, in which output mode, when batches run and where the
// query remembers what it did. Says nothing about how; runtime/ starts it.
#pragma once

#include <filesystem>
#include <memory>

#include <millstream/base/diagnostic.hpp>
#include <millstream/dsl/query_words.hpp>
#include <millstream/dsl/stream.hpp>
#include <millstream/io/file_door.hpp>
#include <millstream/io/sink.hpp>
#include <millstream/io/source.hpp>
#include <millstream/plan/late_rows.hpp>
#include <millstream/plan/legality.hpp>
#include <millstream/plan/rule_names.hpp>

namespace millstream {

/// Every rule of the optimizer, for `without_rules`.
struct all_rules_type {};
inline constexpr all_rules_type all_rules{};

namespace detail {

struct no_sink {};

/// Does a query say where its late rows go?
template <class Query>
inline constexpr bool takes_late_rows = false;
template <class Query>
  requires requires { typename Query::late_rows_type; }
inline constexpr bool takes_late_rows<Query> =
    !std::is_same_v<typename Query::late_rows_type, no_sink>;

/// Two arguments of which the first is a stream, a table or a grouped stream.
template <class... Given>
inline constexpr bool begins_with_relation = false;
template <class Relation, class Sink>
inline constexpr bool begins_with_relation<Relation, Sink> = relation_like<Relation>;
template <class Input, class... Ks, class Sink>
inline constexpr bool begins_with_relation<grouped_stream<Input, Ks...>, Sink> = true;

/// What a connector describes as a place for rows; which output modes it takes is checked later.
template <class T>
concept sink_like = requires { T::template supports<append_mode>; };

/// The problem of a sink with a plan in a mode.
template <class Plan, class Sink, class Mode>
struct sink_problem {
  static constexpr auto mode_text = make_fixed_string<[] { return Mode::name; }>();
  template <bool Accepts, class D = void>
  struct mode_part {
    using type =
        diagnostic::sink_cannot_take_mode<diagnostic::in<mode_text>, diagnostic::type_is<Sink>>;
  };
  template <class D>
  struct mode_part<true, D> {
    using type = diagnostic::none;
  };
  using mode = typename mode_part<io::sink_accepts<Sink, Mode>>::type;

  /// A grouping key that the sink's key does not hold: its rows would overwrite each other.
  static constexpr std::size_t lost_key = [] {
    using origin = plan::key_origin<Plan>;
    if constexpr (requires { Sink::key_names; } && origin::keys > 0) {
      if (Sink::has_latest_by) return no_column;
      bool held[origin::keys]{};
      for (auto const name : Sink::key_names)
        if (auto const at = origin::of(name); at != no_column) held[at] = true;
      for (std::size_t i = 0; i < origin::keys; ++i)
        if (!held[i]) return i;
    }
    return no_column;
  }();
  template <std::size_t Lost, class D = void>
  struct key_part {
    template <class P>
    struct name_in {
      using type = diagnostic::none;
    };
    template <class Step, class Child>
    struct name_in<plan::node<Step, Child>> : name_in<Child> {};
    template <class Keys, class As, class Child>
    struct name_in<plan::node<plan::aggregate<Keys, As>, Child>> {
      using type = diagnostic::key_lacks_grouping_column<diagnostic::wanted<
          plan::key_origin<plan::node<plan::aggregate<Keys, As>, Child>>::template name_at<Lost>>>;
    };
    using type = typename name_in<Plan>::type;
  };
  template <class D>
  struct key_part<no_column, D> {
    using type = diagnostic::none;
  };
  /// Columns that the sink names must be columns of the result; a sink with keys has at least one.
  template <bool HasKeys, class D = void>
  struct column_part {
    using type = diagnostic::none;
  };
  template <class D>
  struct column_part<true, D> {
    static constexpr auto first_unknown = make_fixed_string<[] {
      std::string_view out{};
      for (auto const name : Sink::key_names)
        if (out.empty() && !Plan::schema_type::has(name)) out = name;
      if constexpr (requires { Sink::latest_by_name; })
        if (out.empty() && Sink::has_latest_by && !Plan::schema_type::has(Sink::latest_by_name))
          out = Sink::latest_by_name;
      return out;
    }>();
    using type = std::conditional_t<
        Sink::key_names.size() == 0, diagnostic::sink_needs_key<diagnostic::type_is<Sink>>,
        typename std::conditional_t<
            first_unknown.size() == 0, type_identity<diagnostic::none>,
            expr::detail::missing_column<typename Plan::schema_type, first_unknown>>::type>;
  };
  using columns = typename column_part<requires { Sink::key_names; }>::type;
  /// What the sink itself says of such rows.
  template <class S, class Schema>
  struct rows_part {
    using type = diagnostic::none;
  };
  template <class S, class Schema>
    requires requires { typename S::template problem<Schema>; }
  struct rows_part<S, Schema> {
    using type = typename S::template problem<Schema>;
  };
  using rows = typename rows_part<Sink, typename Plan::schema_type>::type;
  using problem = diagnostic::first_problem<mode, columns, typename key_part<lost_key>::type, rows>;
};
template <class Sink, class Mode>
struct sink_problem<plan::poisoned, Sink, Mode> {
  using problem = diagnostic::none;
};

/// The problem of a sink of late rows with a plan in a mode.
template <class Plan, class Mode, class Late>
struct late_sink_problem {
  template <class Found, class D = void>
  struct of {
    using problem = Found;
  };
  template <class D>
  struct of<diagnostic::none, D> {
    using problem =
        typename sink_problem<plan::below_lowest_state<Plan>, Late, append_mode>::problem;
  };
  using problem = typename of<typename plan::late_rows<Plan, Mode>::problem>::problem;
};
template <class Plan, class Mode>
struct late_sink_problem<Plan, Mode, no_sink> {
  using problem = diagnostic::none;
};
template <class Mode, class Late>
struct late_sink_problem<plan::poisoned, Mode, Late> {
  using problem = diagnostic::none;
};
template <class Mode>
struct late_sink_problem<plan::poisoned, Mode, no_sink> {
  using problem = diagnostic::none;
};

}  // namespace detail

/// A query that is described and not started.
/// `Mode` is the output mode, `DeadLetter` the sink of malformed records, `Late` that of late rows (or
/// `detail::no_sink`).
template <class Plan, class Sink, class Mode, class DeadLetter = detail::no_sink,
          class OptimizerOff = type_list<>, class Late = detail::no_sink>
struct query_description
    : query_words<query_description<Plan, Sink, Mode, DeadLetter, OptimizerOff, Late>> {
  using plan_type = Plan;
  using sink_type = Sink;
  using mode_type = Mode;
  using dead_letter_type = DeadLetter;
  using optimizer_off = OptimizerOff;
  using late_rows_type = Late;

  Plan plan;
  Sink sink;
  DeadLetter dead;
  Late late;
  query_options options;

  /// The first problem of plan, mode and sinks together.
  using problem =
      diagnostic::first_problem<typename plan::legality<Plan, Mode>::problem,
                                typename detail::sink_problem<Plan, Sink, Mode>::problem,
                                typename detail::late_sink_problem<Plan, Mode, Late>::problem>;

  /// Which rows of the result are handed on in each batch. **Requires** a legal mode for this plan
  /// (MS006, MS007) that the sink takes (MS018). Without this word it is `ms::append`.
  template <class NewMode>
    requires requires { NewMode::name; }
  auto output_mode(NewMode) const {
    using next = query_description<Plan, Sink, NewMode, DeadLetter, OptimizerOff, Late>;
    if constexpr (diagnostic::is_none<typename next::problem>) {
      return next{{}, plan, sink, dead, late, options};
    } else {
      using said [[maybe_unused]] = typename next::problem::said;
      return query_description<plan::poisoned, Sink, NewMode, DeadLetter, OptimizerOff, Late>{
          {}, {}, sink, dead, late, options};
    }
  }

  /// Anything else (MS072).
  template <class... NoMode>
    requires(sizeof...(NoMode) != 1 || !(requires { NoMode::name; } && ...))
  auto output_mode(NoMode const&...) const {
    using said [[maybe_unused]] =
        typename diagnostic::not_an_output_mode<diagnostic::type_is<NoMode>...>::said;
    return query_description<plan::poisoned, Sink, append_mode, DeadLetter, OptimizerOff, Late>{
        {}, {}, sink, dead, late, options};
  }

  /// Where malformed records go, with the reason and their place, as exactly-once as the rows.
  template <detail::sink_like S>
  auto dead_letter(S s) const {
    return query_description<Plan, Sink, Mode, S, OptimizerOff, Late>{{},           plan, sink,
                                                                      std::move(s), late, options};
  }
  /// Something that is no sink (MS072).
  template <class NoSink>
  auto dead_letter(NoSink) const {
    using said [[maybe_unused]] =
        typename diagnostic::not_a_sink<diagnostic::in<fixed_string("dead_letter")>,
                                        diagnostic::type_is<NoSink>>::said;
    return *this;
  }
  /// Where late rows go, as exactly-once as the rows. They are what the lowest operator with state leaves out
  /// because the watermark has passed it: `ms::write_stream(counts, sink).late_rows(ms::json("late"))`.
  /// **Shape** the columns that enter that operator; a row that is in several windows comes once, when it is
  /// late for all of them, and a row without an event time never.
  /// **Requires** that a row can be late there (MS074): the operator knows the event time of a watermark, and is
  /// no aggregation in complete mode, where late rows count.
  /// **Cost** the source decodes all columns that the operator is given, not only those that it reads.
  template <detail::sink_like S>
  auto late_rows(S s) const {
    return query_description<Plan, Sink, Mode, DeadLetter, OptimizerOff, S>{
        {}, plan, sink, dead, std::move(s), options};
  }
  /// Something that is no sink (MS072).
  template <class NoSink>
  auto late_rows(NoSink) const {
    using said [[maybe_unused]] =
        typename diagnostic::not_a_sink<diagnostic::in<fixed_string("late_rows")>,
                                        diagnostic::type_is<NoSink>>::said;
    return *this;
  }
  /// Switches rules of the optimizer off by name, for tests and for a doubt: rows, state and the names
  /// of operators are the same. **Requires** names of rules (MS050); explain shows which there are.
  template <fixed_string... Rules>
  auto without_rules(expr::column<Rules>...) const {
    using problem = diagnostic::first_problem<plan::rule_problem<Rules>...>;
    if constexpr (!diagnostic::is_none<problem>)
      using said [[maybe_unused]] = typename problem::said;
    return without<Rules...>();
  }
  /// Switches the whole optimizer off. Normalisation stays: it is part of the meaning (rule 28a).
  auto without_rules(all_rules_type) const {
    return [this]<fixed_string... Rules>(plan::rule_list<Rules...>) {
      return without<Rules...>();
    }(plan::rules{});
  }

 private:
  template <fixed_string... Rules>
  auto without() const {
    return query_description<Plan, Sink, Mode, DeadLetter, type_list<expr::column<Rules>...>, Late>{
        {}, plan, sink, dead, late, options};
  }
};

/// Says where the rows of a stream go. The default output mode is append; which is checked when the
/// query is started or explained.
template <class Plan, detail::sink_like Sink>
auto write_stream(stream<Plan> const& s, Sink sink) {
  return query_description<Plan, Sink, append_mode>{{}, s.plan, std::move(sink), {}, {}, {}};
}
/// Something that is no sink, such as a path (MS072).
template <class Plan, class NoSink>
auto write_stream(stream<Plan> const&, NoSink) {
  if constexpr (!plan::is_poisoned<Plan>)
    using said [[maybe_unused]] =
        typename diagnostic::not_a_sink<diagnostic::in<fixed_string("write_stream")>,
                                        diagnostic::type_is<NoSink>>::said;
  return query_description<plan::poisoned, detail::no_sink, append_mode>{};
}
/// Groups without aggregates are no rows (MS025).
template <class Input, class... Ks, class Sink>
auto write_stream(grouped_stream<Input, Ks...> const&, Sink sink) {
  if constexpr (!plan::is_poisoned<typename Input::plan_type>)
    using said [[maybe_unused]] =
        typename diagnostic::group_by_without_agg<diagnostic::in<fixed_string("write_stream")>,
                                                  diagnostic::wanted<expr::name_of<Ks>>...>::said;
  return query_description<plan::poisoned, Sink, append_mode>{{}, {}, std::move(sink), {}, {}, {}};
}
/// A table does not change: there is nothing to write on and on (MS027).
template <class Plan, class Sink>
auto write_stream(table_of<Plan> const&, Sink sink) {
  if constexpr (!plan::is_poisoned<Plan>)
    using said [[maybe_unused]] =
        typename diagnostic::table_for_stream<diagnostic::in<fixed_string("write_stream")>,
                                              diagnostic::type_is<Plan>>::said;
  return query_description<plan::poisoned, Sink, append_mode>{{}, {}, std::move(sink), {}, {}, {}};
}

/// Without the stream, without the sink, or the sink first (MS081).
template <class... Given>
  requires(!detail::begins_with_relation<Given...>)
constexpr auto write_stream(Given const&...) {
  using said [[maybe_unused]] =
      typename diagnostic::write_stream_without_both<diagnostic::type_is<Given>...>::said;
  return query_description<plan::poisoned, detail::no_sink, append_mode>{};
}
/// The same on its way behind a `|`, where nothing more is said.
template <relation_like Input, class Sink, class Mode, class DeadLetter, class OptimizerOff,
          class Late>
auto operator|(
    Input const&,
    query_description<plan::poisoned, Sink, Mode, DeadLetter, OptimizerOff, Late> const& query) {
  return query;
}

}  // namespace millstream
