// SPDX-License-Identifier: Apache-2.0
//
// The one ordered list of rules, and a query's plan before and after them. Rules are functions from
// chain to chain over values; the result becomes nested nodes again once. Each can be switched off by
// name; the rows stay the same.
#pragma once

#include <millstream/optimize/fold_literals.hpp>
#include <millstream/optimize/normalise.hpp>
#include <millstream/optimize/prune_columns.hpp>
#include <millstream/optimize/push_filter.hpp>
#include <millstream/optimize/rebuild.hpp>
#include <millstream/optimize/remove_true_filter.hpp>
#include <millstream/optimize/simplify_by_type.hpp>
#include <millstream/plan/collecting.hpp>
#include <millstream/plan/explained.hpp>

namespace millstream::optimize {

namespace detail {

/// At the top of a stateless chain every column is wanted.
struct everything {
  template <class In>
  static constexpr void reads(auto&& visit) {
    for (auto const name : In::names)
      visit(name);
  }
};

template <class... Names>
struct off_names {
  static constexpr bool has([[maybe_unused]] std::string_view rule) {
    return ((Names::name.view() == rule) || ...);
  }
};
template <class List>
struct off_of;
template <class... Names>
struct off_of<type_list<Names...>> : off_names<Names...> {};

template <std::size_t N>
constexpr void apply_rules(chain_value<N>& chain, auto const& off) {
  auto const apply = [&](std::string_view name, auto rule) {
    if (!off(name)) chain.fired[plan::rules::index_of(name)] = rule(chain);
  };
  using value = chain_value<N>;
  apply("remove_true_filter", [](value& c) { return remove_true_filter(c); });
  apply("simplify_by_type", [](value& c) { return simplify_by_type(c); });
  apply("fold_literals", [](value& c) { return fold_literals(c); });
  apply("push_filter_below_projection", [](value& c) { return push_filter_below_projection(c); });
  apply("push_filter_below_join", [](value& c) { return push_filter_below_join(c); });
  apply("prune_columns", [](value& c) { return prune_columns(c); });
}

/// One chain before and after the rules. Keep the values static: they name the types made of them.
template <class Plan, class Top, class Off>
struct optimized_chain {
  static constexpr auto logical = [] {
    auto chain = chain_of<Plan, Top>();
    normalise(chain);
    return chain;
  }();
  static constexpr auto value = [] {
    auto chain = logical;
    apply_rules(chain, [](std::string_view rule) { return off_of<Off>::has(rule); });
    return chain;
  }();
  static constexpr auto make_logical(Plan const& p) { return rebuild<logical, logical.count>(p); }
  static constexpr auto make(Plan const& p) { return rebuild<value, value.count>(p); }
  using plan_type = decltype(make(std::declval<Plan const&>()));
};

/// The aggregation of a plan after the rules that change a step in its place.
template <class Node, class Off>
struct optimized_aggregate {
  using step_type = typename Node::step_type;
  using In = typename Node::child_type::schema_type;
  static constexpr bool any(auto test) {
    return [&]<class Ks, class... As>(type_identity<plan::aggregate<Ks, plan::aggregates<As...>>>) {
      return (test(type_identity<As>()) || ...);
    }(type_identity<step_type>());
  }
  static constexpr bool simplify = !off_of<Off>::has("simplify_by_type") &&
                                   any([]<class A>(type_identity<A>) { return simplifies<A, In>; });
  static constexpr bool fold =
      !off_of<Off>::has("fold_literals") &&
      any([]<class A>(type_identity<A>) { return expr::has_constant_call<A>; });

  static auto make(Node const& p) { return simplified_step<simplify, fold, In>(p.step); }
  static constexpr bool fires(std::string_view rule) {
    return (simplify && rule == "simplify_by_type") || (fold && rule == "fold_literals");
  }
};

/// Keeps the columns of a set; at least one, so that a row is never nothing.
template <class Schema, class Wanted>
struct kept {
  static constexpr bool any = [] {
    for (std::size_t i = 0; i < Schema::size; ++i)
      if (Wanted::set.has(i)) return true;
    return false;
  }();
  static constexpr bool keep(std::string_view name) {
    return any ? Wanted::set.has(Schema::index_of(name)) : name == Schema::names[0];
  }
};

}  // namespace detail

/// A plan cut into branches and the steps above its aggregation, each before and after the rules.
template <class Written, class Off>
class optimized_plan {
 public:
  /// The plan with conditions on grouping keys below the aggregation.
  using plan_type =
      decltype(filters_below_aggregate(plan::below_collecting(std::declval<Written const&>())));
  /// From the lowest limit or order_by up; no rule looks at it.
  using collecting_type = decltype(plan::from_collecting(std::declval<Written const&>()));

 private:
  using Plan = plan_type;
  static constexpr bool stateful = plan::has_aggregate<Plan>;

  static auto below_of(Plan const& p) {
    if constexpr (stateful)
      return plan::branch_plans(plan::aggregate_node(p).child);
    else
      return plan::branch_plans(p);
  }
  using written_type = decltype(below_of(std::declval<Plan const&>()));

  template <class P, bool>
  struct top_of {
    using type = detail::everything;
  };
  template <class P>
  struct top_of<P, true> {
    using type = typename std::remove_cvref_t<decltype(plan::aggregate_node(
        std::declval<P const&>()))>::step_type;
  };
  using top_type = typename top_of<Plan, stateful>::type;

  template <class P, bool>
  struct state_of {
    struct type {
      static constexpr bool fires(std::string_view) { return false; }
    };
    struct above_type {
      static constexpr auto value = chain_value<0>();
    };
    struct step_type {};
    struct above_plan_type {};
    static step_type aggregate(P const&) { return {}; }
    static above_plan_type above(P const&) { return {}; }
  };
  template <class P>
  struct state_of<P, true> {
    using node_type = std::remove_cvref_t<decltype(plan::aggregate_node(std::declval<P const&>()))>;
    using type = detail::optimized_aggregate<node_type, Off>;
    using written_above = decltype(plan::above_aggregate(std::declval<P const&>()));
    using above_type = detail::optimized_chain<written_above, detail::everything, Off>;
    static auto aggregate(P const& p) { return type::make(plan::aggregate_node(p)); }
    static auto above(P const& p) { return above_type::make(plan::above_aggregate(p)); }
  };
  using state_type = state_of<Plan, stateful>;

  template <std::size_t I>
  using chain_at = detail::optimized_chain<std::tuple_element_t<I, written_type>, top_type, Off>;

 public:
  static constexpr std::size_t branch_count = std::tuple_size_v<written_type>;

 private:
  template <std::size_t... I>
  static auto make_branches(written_type const& written, std::index_sequence<I...>) {
    return std::tuple<typename chain_at<I>::plan_type...>(
        chain_at<I>::make(std::get<I>(written))...);
  }
  using indices = std::make_index_sequence<branch_count>;

  template <std::size_t I>
  using leaf_at = std::remove_cvref_t<decltype(plan::leaf_of(
      std::declval<std::tuple_element_t<I, written_type> const&>()))>;

  /// Branches over one source read it once: what any of them needs.
  template <std::size_t I, bool Needed>
  struct wanted {
    static constexpr column_set set = []<std::size_t... J>(std::index_sequence<J...>) {
      column_set out;
      (
          [&] {
            if constexpr (std::is_same_v<leaf_at<I>, leaf_at<J>>)
              out.add(Needed ? chain_at<J>::value.needed : chain_at<J>::value.checked);
          }(),
          ...);
      return out;
    }(indices{});
  };

 public:
  using branches_type = decltype(make_branches(std::declval<written_type const&>(), indices{}));
  /// Columns of branch I's source that are decoded; whose types are checked.
  template <std::size_t I>
  using needed = keep_fields<typename leaf_at<I>::schema_type,
                             detail::kept<typename leaf_at<I>::schema_type, wanted<I, true>>>;
  template <std::size_t I>
  using checked = keep_fields<typename leaf_at<I>::schema_type,
                              detail::kept<typename leaf_at<I>::schema_type, wanted<I, false>>>;

  /// The aggregation, and the chain above it; nothing of a plan without one.
  using aggregate_type = decltype(state_type::aggregate(std::declval<Plan const&>()));
  using above_type = decltype(state_type::above(std::declval<Plan const&>()));

  explicit optimized_plan(Written const& p)
      : plan_(filters_below_aggregate(plan::below_collecting(p))),
        collecting_(plan::from_collecting(p)),
        written_(below_of(plan_)),
        branches_(make_branches(written_, indices{})),
        aggregate_(state_type::aggregate(plan_)),
        above_(state_type::above(plan_)) {}

  branches_type const& branches() const { return branches_; }
  aggregate_type const& aggregate() const { return aggregate_; }
  above_type const& above() const { return above_; }
  Plan const& plan() const { return plan_; }
  collecting_type const& collecting() const { return collecting_; }

  /// The plan as it is meant: normalised, no rule applied.
  plan::relation logical_relation() const {
    auto below = assemble([this]<std::size_t I>() {
      return plan::describe(chain_at<I>::make_logical(std::get<I>(written_)));
    });
    if constexpr (stateful)
      below = with_state(std::move(below), plan::aggregate_node(plan_).step,
                         plan::above_aggregate(plan_));
    return over(std::move(below), plan::describe(collecting_));
  }
  /// The plan after the rules, with the columns that are left where each source decodes fewer.
  plan::relation optimized_relation() const {
    auto below = assemble([this]<std::size_t I>() {
      auto out = plan::describe(std::get<I>(branches_));
      plan::keep_decoded(out, describe_schema<needed<I>>());
      return out;
    });
    if constexpr (stateful) below = with_state(std::move(below), aggregate_, above_);
    return over(std::move(below), plan::describe(collecting_));
  }
  /// Did the rule at this position of the list change something?
  static constexpr bool fires(std::size_t rule) {
    return [rule]<std::size_t... I>(std::index_sequence<I...>) {
      return (chain_at<I>::value.fired[rule] || ...);
    }(indices{}) ||
           state_type::type::fires(plan::rules::names[rule]) ||
           state_type::above_type::value.fired[rule];
  }
  /// Names of the rules that changed something.
  static std::vector<std::string> fired_rules() {
    std::vector<std::string> out;
    for (std::size_t r = 0; r < plan::rules::names.size(); ++r)
      if (fires(r)) out.emplace_back(plan::rules::names[r]);
    return out;
  }

 private:
  template <class Branch>
  plan::relation assemble(Branch&& branch) const {
    plan::relation below;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      std::vector<plan::relation> all;
      (all.push_back(branch.template operator()<I>()), ...);
      below = std::move(all.front());
      for (std::size_t i = 1; i < all.size(); ++i) {
        plan::relation both;
        both.kind = plan::relation::kind_type::union_of;
        both.schema = below.schema;
        both.children = {std::move(below), std::move(all[i])};
        below = std::move(both);
      }
    }(indices{});
    return below;
  }

  /// A chain with a relation in the place of its source.
  static plan::relation over(plan::relation below, plan::relation above) {
    auto* leaf = &above;
    while (!leaf->children.empty())
      leaf = &leaf->children.front();
    *leaf = std::move(below);
    return above;
  }

  template <class Step, class Above>
  plan::relation with_state(plan::relation below, Step const& step, Above const& above) const {
    using child_schema = typename std::remove_cvref_t<decltype(plan::aggregate_node(
        plan_))>::child_type::schema_type;
    auto grouped = plan::describe_step<child_schema>(step);
    grouped.children.push_back(std::move(below));
    return over(std::move(grouped), plan::describe(above));
  }

  Plan plan_;
  collecting_type collecting_;
  written_type written_;
  branches_type branches_;
  aggregate_type aggregate_;
  above_type above_;
};

}  // namespace millstream::optimize
