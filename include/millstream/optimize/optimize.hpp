// SPDX-License-Identifier: Apache-2.0
//
// The one ordered list of rules, and a query's plan before and after them. Rules are functions from
// chain to chain over values; the result becomes nested nodes again once. Each can be switched off by
// name; the rows stay the same.
#pragma once

#include <millstream/optimize/collapse_projections.hpp>
#include <millstream/optimize/compute_once.hpp>
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
    bool const fires = !off(name) && rule(chain);
    auto& fired = chain.fired[plan::rules::index_of(name)];
    fired = fired || fires;
    return fires;
  };
  using value = chain_value<N>;
  apply("remove_true_filter", [](value& c) { return remove_true_filter(c); });
  apply("simplify_by_type", [](value& c) { return simplify_by_type(c); });
  apply("fold_literals", [](value& c) { return fold_literals(c); });
  // one may clear the way for another
  for (bool more = true; more;) {
    more = apply("push_filter_into_table", [](value& c) { return push_filter_into_table(c); });
    more |= apply("push_filter_below_projection",
                  [](value& c) { return push_filter_below_projection(c); });
    more |= apply("push_filter_below_join", [](value& c) { return push_filter_below_join(c); });
    more |= apply("push_filter_below_union", [](value& c) { return push_filter_below_union(c); });
  }
  apply("collapse_projections", [](value& c) { return collapse_projections(c); });
  apply("prune_columns", [](value& c) { return prune_columns(c); });
  apply("compute_once", [](value& c) { return compute_once(c); });
}

/// One chain before and after the rules. Keep the values static: they name the types made of them.
template <class Plan, class Top, class Off, class Unions = no_unions>
struct optimized_chain {
  static constexpr auto logical = [] {
    auto chain = chain_of<Plan, Top, Unions>();
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

/// The columns of which a number is in a set; at least one, so that a row is never nothing. `Leaves`: the
/// numbers are of leaves. `Members`: of a record only those members.
template <class Schema, class Wanted, bool Leaves, bool Members>
struct kept_columns {
  struct all_or_first {
    static constexpr bool has(std::size_t number) {
      return Wanted::set.empty() ? number == 0 : Wanted::set.has(number);
    }
  };
  struct any_number {
    static constexpr bool keep(std::string_view name) {
      if constexpr (Leaves)
        return any_of<all_or_first>(leaves_at<Schema>(name));
      else
        return all_or_first::has(Schema::index_of(name));
    }
  };
  using type = keep_fields<Schema, any_number>;
};
template <class Schema, class Wanted>
struct kept_columns<Schema, Wanted, true, true> {
  using type =
      pruned_schema<Schema, typename kept_columns<Schema, Wanted, true, false>::all_or_first>;
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

  /// What is cut into branches: the plan, or what is below its aggregation.
  template <class P, bool>
  struct below_type_of {
    using type = P;
  };
  template <class P>
  struct below_type_of<P, true> {
    using type =
        std::remove_cvref_t<decltype(plan::aggregate_node(std::declval<P const&>()).child)>;
  };
  using below_type = typename below_type_of<Plan, stateful>::type;
  using levels = plan::union_levels<below_type>;
  template <std::size_t I>
  struct unions_of {
    static constexpr std::size_t below(std::size_t step) { return levels::below(I, step); }
  };

  template <std::size_t I>
  using chain_at =
      detail::optimized_chain<std::tuple_element_t<I, written_type>, top_type, Off, unions_of<I>>;

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

  /// Do the numbers of every chain stand for leaves?
  static constexpr bool nested = []<std::size_t... I>(std::index_sequence<I...>) {
    return (detail::takes_records_apart<std::tuple_element_t<I, written_type>> && ...);
  }(indices{});

 public:
  /// May branch I's source leave members of a record out? One that can says so, and the rule is on.
  template <std::size_t I>
  static constexpr bool reads_members = !detail::off_of<Off>::has("prune_columns") && requires {
    requires leaf_at<I>::description_type::reads_members;
  };

 private:
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
  using needed = typename detail::kept_columns<typename leaf_at<I>::schema_type, wanted<I, true>,
                                               nested, nested && reads_members<I>>::type;
  template <std::size_t I>
  using checked = typename detail::kept_columns<typename leaf_at<I>::schema_type, wanted<I, false>,
                                                nested, false>::type;

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
      return take_apart(plan::describe(chain_at<I>::make_logical(std::get<I>(written_))),
                        chain_at<I>::logical);
    });
    if constexpr (stateful)
      below = with_state(std::move(below), plan::aggregate_node(plan_).step,
                         plan::above_aggregate(plan_));
    return over(std::move(below), plan::describe(collecting_));
  }
  /// The plan after the rules, with the columns that are left where each source decodes fewer.
  plan::relation optimized_relation() const {
    auto below = assemble(
        [this]<std::size_t I>() { return take_apart(branch_relation<I>(), chain_at<I>::value); });
    if constexpr (stateful) below = with_state(std::move(below), aggregate_, above_);
    return over(std::move(below), plan::describe(collecting_));
  }
  /// Steps that no branch and no aggregation has: `limit`, `order_by` and what stands above them.
  static constexpr std::size_t collecting_steps = detail::depth<collecting_type>;
  /// The branches after the rules, as each runs.
  std::vector<plan::relation> branch_relations() const {
    std::vector<plan::relation> out;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (out.push_back(branch_relation<I>()), ...);
    }(indices{});
    return out;
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
  template <std::size_t I>
  plan::relation branch_relation() const {
    auto out = plan::describe(std::get<I>(branches_));
    plan::keep_decoded(out, describe_schema<needed<I>>());
    return out;
  }

  /// A step of a branch as it is printed, without what is below it.
  struct printed_step {
    plan::relation relation;
    std::size_t from_top = 0;  ///< its place as written: equal in branches that share it
    std::size_t unions_below = 0;
  };
  /// Of a branch, the source first.
  using printed_branch = std::vector<printed_step>;

  template <std::size_t N>
  static printed_branch take_apart(plan::relation r, chain_value<N> const& chain) {
    printed_branch out;
    for (auto position = chain.count; position-- > 0;) {
      auto below = std::move(r.children.front());
      r.children.erase(r.children.begin());
      out.push_back({std::move(r), N - chain.order[position], chain.at(position).unions_below});
      r = std::move(below);
    }
    out.push_back({std::move(r), 0, 0});
    std::reverse(out.begin(), out.end());
    return out;
  }
  static plan::relation put_on(plan::relation below, printed_step step) {
    step.relation.children.insert(step.relation.children.begin(), std::move(below));
    return std::move(step.relation);
  }

  /// The branches from `first` on as one tree: what stands above a union in all of them is printed once.
  template <class P>
  static plan::relation joined(std::vector<printed_branch>& all, std::size_t first) {
    if constexpr (!plan::contains_union<P>) {
      auto out = std::move(all[first].front().relation);
      for (std::size_t i = 1; i < all[first].size(); ++i)
        out = put_on(std::move(out), std::move(all[first][i]));
      return out;
    } else if constexpr (requires { typename P::child_type; }) {
      return joined<typename P::child_type>(all, first);
    } else {
      return [&]<class L, class R>(type_identity<plan::union_of<L, R>>) {
        using level = plan::union_levels<P>;
        auto const shared = [&] {
          auto const& top = all[first].back();
          for (std::size_t b = 0; b < level::branches; ++b) {
            auto const& step = all[first + b].back();
            if (step.from_top == 0 || step.from_top != top.from_top ||
                step.unions_below < level::unions(b))
              return false;
          }
          return true;
        };
        printed_branch above;
        while (shared()) {
          above.push_back(std::move(all[first].back()));
          for (std::size_t b = 0; b < level::branches; ++b)
            all[first + b].pop_back();
        }
        plan::relation out;
        out.kind = plan::relation::kind_type::union_of;
        out.children.push_back(joined<L>(all, first));
        out.children.push_back(joined<R>(all, first + plan::union_levels<L>::branches));
        out.schema = out.children.front().schema;
        for (auto step = above.rbegin(); step != above.rend(); ++step)
          out = put_on(std::move(out), std::move(*step));
        return out;
      }(type_identity<P>());
    }
  }
  template <class Branch>
  plan::relation assemble(Branch&& branch) const {
    std::vector<printed_branch> all;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (all.push_back(branch.template operator()<I>()), ...);
    }(indices{});
    return joined<below_type>(all, 0);
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
