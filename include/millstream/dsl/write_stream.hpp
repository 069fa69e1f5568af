// SPDX-License-Identifier: Apache-2.0
//
// `write_stream`: where the rows of a stream go, in which output mode, when batches run and where the
// query remembers what it did. Says nothing about how; runtime/ starts it.
#pragma once

#include <filesystem>
#include <memory>

#include <millstream/base/diagnostic.hpp>
#include <millstream/dsl/stream.hpp>
#include <millstream/io/file_door.hpp>
#include <millstream/io/sink.hpp>
#include <millstream/io/source.hpp>
#include <millstream/plan/legality.hpp>
#include <millstream/plan/rule_names.hpp>
#include <millstream/schema/time_zone.hpp>

namespace millstream {

/// When batches run. Kinds are types, so that what is legal over them is known to the compiler.
struct available_now_trigger {};
struct processing_time_trigger {
  std::chrono::milliseconds interval{0};
};
/// Everything that is there at the start, in as many batches as the limits ask for, then stop (rule 13).
inline constexpr available_now_trigger available_now{};
/// A batch each `interval`, at multiples of it; 0 is as soon as there is data (rule 12).
constexpr processing_time_trigger processing_time(std::chrono::milliseconds interval) {
  if (interval.count() < 0)
    throw error(errc::invalid_argument, "a trigger's interval can't be negative");
  return {interval};
}

/// Every rule of the optimizer, for `without_rules`.
struct all_rules_type {};
inline constexpr all_rules_type all_rules{};

/// What of a query is a value: none of it changes a type.
struct query_options {
  std::filesystem::path checkpoint;  ///< empty: nothing is remembered over a restart
  std::string name;
  bool available_now = false;
  std::chrono::milliseconds interval{0};
  unsigned threads = 0;  ///< 0: as many as the machine has
  std::uint32_t state_partitions = 16;
  bool watermark_policy_max = false;
  std::int64_t batches_per_snapshot = 10;
  millstream::time_zone const* time_zone = nullptr;  ///< null is UTC
  io::file_door door{};
};

namespace detail {

struct no_sink {};

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
  using problem = diagnostic::first_problem<mode, columns, typename key_part<lost_key>::type>;
};
template <class Sink, class Mode>
struct sink_problem<plan::poisoned, Sink, Mode> {
  using problem = diagnostic::none;
};

}  // namespace detail

/// A query that is described and not started.
/// `Mode` is the output mode, `DeadLetter` the sink of malformed records (or `detail::no_sink`).
template <class Plan, class Sink, class Mode, class DeadLetter = detail::no_sink,
          class OptimizerOff = type_list<>>
struct query_description {
  using plan_type = Plan;
  using sink_type = Sink;
  using mode_type = Mode;
  using dead_letter_type = DeadLetter;
  using optimizer_off = OptimizerOff;

  Plan plan;
  Sink sink;
  DeadLetter dead;
  query_options options;

  /// The first problem of plan, mode and sink together.
  using problem =
      diagnostic::first_problem<typename plan::legality<Plan, Mode>::problem,
                                typename detail::sink_problem<Plan, Sink, Mode>::problem>;

  /// Which rows of the result are handed on in each batch. **Requires** a legal mode for this plan
  /// (MS006, MS007) that the sink takes (MS018). Without this word it is `ms::append`.
  template <class NewMode>
  auto output_mode(NewMode) const {
    using next = query_description<Plan, Sink, NewMode, DeadLetter, OptimizerOff>;
    if constexpr (diagnostic::is_none<typename next::problem>) {
      return next{plan, sink, dead, options};
    } else {
      using said [[maybe_unused]] = typename next::problem::said;
      return query_description<plan::poisoned, Sink, NewMode, DeadLetter, OptimizerOff>{
          {}, sink, dead, options};
    }
  }

  /// The folder in which the query remembers what it did; with it a restart goes on exactly once.
  auto checkpoint(std::filesystem::path folder) const {
    auto out = *this;
    out.options.checkpoint = std::move(folder);
    return out;
  }
  auto query_name(std::string name) const {
    auto out = *this;
    out.options.name = std::move(name);
    return out;
  }
  auto trigger(available_now_trigger) const {
    auto out = *this;
    out.options.available_now = true;
    return out;
  }
  auto trigger(processing_time_trigger t) const {
    auto out = *this;
    out.options.available_now = false;
    out.options.interval = t.interval;
    return out;
  }
  /// Threads that a batch may use; the result does not depend on it.
  auto threads(unsigned n) const {
    auto out = *this;
    out.options.threads = n;
    return out;
  }
  /// The zone in which functions see times and read text without a zone: UTC, an offset such as `+02:00`, or
  /// a region such as `Europe/Berlin`. The default is UTC. **Errors** errc::invalid_argument for an unknown
  /// one.
  auto time_zone(std::string_view name) const {
    auto out = *this;
    out.options.time_zone = &millstream::time_zone::named(name);
    return out;
  }
  /// Partitions of the state of a new checkpoint, a power of two; an existing checkpoint keeps its own.
  auto state_partitions(std::uint32_t n) const {
    if (n == 0 || (n & (n - 1)) != 0 || n > 4096)
      throw error(errc::invalid_argument,
                  "the number of state partitions must be a power of two, 4096 at most");
    auto out = *this;
    out.options.state_partitions = n;
    return out;
  }
  /// A full snapshot of the state after so many batches; between them only changes are written.
  auto batches_per_snapshot(std::int64_t n) const {
    auto out = *this;
    out.options.batches_per_snapshot = std::max<std::int64_t>(n, 1);
    return out;
  }
  /// Where malformed records go, with the reason and their place, as exactly-once as the rows.
  template <class S>
  auto dead_letter(S s) const {
    return query_description<Plan, Sink, Mode, S, OptimizerOff>{plan, sink, std::move(s), options};
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
  /// All durable files go through this door; tests inject faults there.
  auto file_door(io::file_door door) const {
    auto out = *this;
    out.options.door = std::move(door);
    return out;
  }

 private:
  template <fixed_string... Rules>
  auto without() const {
    return query_description<Plan, Sink, Mode, DeadLetter, type_list<expr::column<Rules>...>>{
        plan, sink, dead, options};
  }
};

/// Says where the rows of a stream go. The default output mode is append; which is checked when the
/// query is started or explained.
template <class Plan, class Sink>
auto write_stream(stream<Plan> const& s, Sink sink) {
  return query_description<Plan, Sink, append_mode>{s.plan, std::move(sink), {}, {}};
}
/// Groups without aggregates are no rows (MS025).
template <class Input, class... Ks, class Sink>
auto write_stream(grouped_stream<Input, Ks...> const&, Sink sink) {
  if constexpr (!plan::is_poisoned<typename Input::plan_type>)
    using said [[maybe_unused]] =
        typename diagnostic::group_by_without_agg<diagnostic::in<fixed_string("write_stream")>,
                                                  diagnostic::wanted<expr::name_of<Ks>>...>::said;
  return query_description<plan::poisoned, Sink, append_mode>{{}, std::move(sink), {}, {}};
}
/// A table does not change: there is nothing to write on and on (MS027).
template <class Plan, class Sink>
auto write_stream(table_of<Plan> const&, Sink sink) {
  if constexpr (!plan::is_poisoned<Plan>)
    using said [[maybe_unused]] =
        typename diagnostic::table_for_stream<diagnostic::in<fixed_string("write_stream")>,
                                              diagnostic::type_is<Plan>>::said;
  return query_description<plan::poisoned, Sink, append_mode>{{}, std::move(sink), {}, {}};
}

}  // namespace millstream
