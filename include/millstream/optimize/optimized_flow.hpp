// SPDX-License-Identifier: Apache-2.0
//
// The operators with state of a plan, the lowest first, each with the chain between it and the next one
// or the top, before and after the rules.
#pragma once

#include <span>

#include <millstream/optimize/optimized_chain.hpp>

namespace millstream::optimize::detail {

/// Of a plan without state: everything comes out of the branches.
struct no_flow {
  template <std::size_t>
  using top_of_input = everything;
  explicit no_flow(auto const&) {}
  static constexpr bool fires(std::size_t) { return false; }
  static plan::relation logical_relation(plan::relation below, std::span<plan::relation>) {
    return below;
  }
  static plan::relation relation(plan::relation below, std::span<plan::relation>) { return below; }
};

/// What a deduplication wants of its input: its keys, and what is read above it.
template <class Step, class Above>
struct passing_top {
  template <class In>
  static constexpr void reads(auto&& visit) {
    Step::template reads<In>(visit);
    for (auto const name : In::names)
      if (Above::reads(name)) visit(name);
  }
};

/// What a join wants of its left and its right input.
template <class Step, class Above>
struct left_top {
  template <class In>
  static constexpr void reads(auto&& visit) {
    Step::template reads<In>(visit);
    for (auto const name : In::names)
      if (Above::reads(name)) visit(name);
  }
};
template <class Step, class Left, class Above>
struct right_top {
  template <class In>
  static constexpr void reads(auto&& visit) {
    Step::template reads_right<Left>(visit);
    if constexpr (!Step::semi)
      for (auto const name : In::names)
        if (Above::reads(name)) visit(name);
  }
};

/// An operator with state after the rules that change a step in its place.
template <class Node, class Off>
struct optimized_operator {
  static auto make(Node const& p) { return p.step; }
  static constexpr bool fires(std::string_view) { return false; }
};
template <class Node, class Off>
  requires(plan::is_aggregate_step<typename Node::step_type>::value)
struct optimized_operator<Node, Off> : optimized_aggregate<Node, Off> {};

/// `Plan` has an operator with state; what stands below its lowest one is not looked at.
template <class Plan, class Off>
class optimized_flow {
 public:
  using node_type = plan::lowest_state_t<Plan>;
  using input_schema = typename node_type::child_type::schema_type;
  /// Has the lowest operator a right input?
  static constexpr bool joins = plan::is_stream_join_step<typename node_type::step_type>::value;

 private:
  using written_above = decltype(plan::above_state(std::declval<Plan const&>()));
  template <class Above, bool Last>
  struct above_of {
    using next_type = no_flow;
    using written_type = Above;
    static written_type chain(Above const& above) { return above; }
  };
  template <class Above>
  struct above_of<Above, false> {
    using next_type = optimized_flow<Above, Off>;
    using written_type = typename next_type::node_type::child_type;
    static written_type chain(Above const& above) { return plan::lowest_state(above).child; }
  };

 public:
  static constexpr bool last = !plan::is_stateful<written_above>;

 private:
  using above = above_of<written_above, last>;
  using operator_type = optimized_operator<node_type, Off>;

 public:
  using next_type = typename above::next_type;
  /// The steps up to the next operator, or to the top.
  using chain_type = optimized_chain<typename above::written_type,
                                     typename next_type::template top_of_input<0>, Off>;
  using chain_plan = typename chain_type::plan_type;
  using step_type = decltype(operator_type::make(std::declval<node_type const&>()));

 private:
  template <class Step, std::size_t>
  struct top_of {
    using type = Step;
  };
  template <class Kept, fixed_string... Keys, std::size_t Input>
  struct top_of<plan::deduplicate<Kept, Keys...>, Input> {
    using type = passing_top<plan::deduplicate<Kept, Keys...>, chain_type>;
  };
  template <class Kind, class R, class C, fixed_string... Keys>
  struct top_of<plan::stream_join<Kind, R, C, Keys...>, 0> {
    using type = left_top<plan::stream_join<Kind, R, C, Keys...>, chain_type>;
  };
  template <class Kind, class R, class C, fixed_string... Keys>
  struct top_of<plan::stream_join<Kind, R, C, Keys...>, 1> {
    using type = right_top<plan::stream_join<Kind, R, C, Keys...>, input_schema, chain_type>;
  };

  template <class Flow, std::size_t K>
  struct top_above {
    using type = typename Flow::template top_of_input<K>;
  };

  template <class Top, class Schema>
  struct read_of {
    static constexpr bool keep(std::string_view name) {
      bool out = false;
      Top::template reads<Schema>([&](std::string_view path) {
        out = out || path.substr(0, millstream::detail::first_dot(path)) == name;
      });
      return out;
    }
  };
  template <class Step, class D = void>
  struct right_of {
    using schema = millstream::schema<>;
    static constexpr std::string_view event_time = {};
  };
  template <class Step>
  struct right_of<Step, std::void_t<typename Step::right_type>> {
    using schema = typename Step::right_schema;
    static constexpr std::string_view event_time = Step::right_type::event_time;
  };
  using right = right_of<typename node_type::step_type>;

 public:
  /// What this operator reads of what comes from below: of its only or its left input, and of its right one.
  template <std::size_t Input>
  using own_top = typename top_of<typename node_type::step_type, Input>::type;
  using read_columns = read_of<own_top<0>, input_schema>;
  using right_schema = typename right::schema;
  using right_columns = read_of<own_top<1>, right_schema>;
  /// The same of any operator here, for the inputs that are cut into branches (`plan::inputs_of`).
  template <std::size_t K>
  using top_of_input = typename std::conditional_t<
      K == 0, top_of<typename node_type::step_type, 0>,
      std::conditional_t<joins && K == 1, top_of<typename node_type::step_type, 1>,
                         top_above<next_type, K - joins>>>::type;
  /// Its event-time columns, empty where it reads none: rows are late by what is there alone.
  static constexpr std::string_view event_time =
      read_columns::keep(node_type::child_type::event_time) ? node_type::child_type::event_time
                                                            : std::string_view();
  static constexpr std::string_view right_event_time =
      right_columns::keep(right::event_time) ? right::event_time : std::string_view();

  explicit optimized_flow(Plan const& p)
      : written_(plan::lowest_state(p).step),
        written_chain_(above::chain(plan::above_state(p))),
        step_(operator_type::make(plan::lowest_state(p))),
        chain_(chain_type::make(written_chain_)),
        next_(plan::above_state(p)) {}

  /// As written; and after the rules.
  auto const& written_step() const { return written_; }
  step_type const& step() const { return step_; }
  chain_plan const& chain() const { return chain_; }
  next_type const& next() const { return next_; }

  /// Did the rule at this position of the list change something?
  static constexpr bool fires(std::size_t rule) {
    return operator_type::fires(plan::rules::names[rule]) || chain_type::value.fired[rule] ||
           next_type::fires(rule);
  }
  /// `below`: what stands below the lowest operator; `rights`: the right streams of the joins.
  plan::relation logical_relation(plan::relation below, std::span<plan::relation> rights) const {
    return next_.logical_relation(
        with(written_, chain_type::make_logical(written_chain_), std::move(below), rights),
        rights.subspan(joins));
  }
  plan::relation relation(plan::relation below, std::span<plan::relation> rights) const {
    return next_.relation(with(step_, chain_, std::move(below), rights), rights.subspan(joins));
  }

 private:
  static plan::relation with(auto const& step, auto const& chain, plan::relation below,
                             std::span<plan::relation> rights) {
    auto out = plan::describe_step<input_schema>(step);
    out.add_child(std::move(below));
    if constexpr (joins) out.add_child(std::move(rights.front()));
    if constexpr (requires { step.initial.table; })
      out.add_child(plan::describe(step.initial.table));
    return over(std::move(out), plan::describe(chain));
  }

  typename node_type::step_type written_;
  typename above::written_type written_chain_;
  step_type step_;
  chain_plan chain_;
  next_type next_;
};

}  // namespace millstream::optimize::detail
