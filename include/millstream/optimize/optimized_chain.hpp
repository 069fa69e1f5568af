// SPDX-License-Identifier: Apache-2.0
//
// The one ordered list of rules, and one chain of steps before and after them. Rules are functions from
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

  /// Is a column of the source read, for the top or on the way to it? Switched off rules change nothing here.
  static constexpr bool reads(std::string_view column) {
    constexpr auto read = needed_of_source(logical, logical.result);
    using schema = typename std::remove_cvref_t<decltype(plan::leaf_of(
        std::declval<Plan const&>()))>::schema_type;
    auto const leaves = takes_records_apart<Plan> ? leaves_at<schema>(column)
                                                  : leaf_range{schema::index_of(column), 1};
    for (auto i = leaves.first; i < leaves.first + leaves.count; ++i)
      if (read.has(i)) return true;
    return false;
  }
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

  static auto make(Node const& p) { return simplified<simplify, fold, In>(p.step); }
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

/// A chain with a relation in the place of its source.
plan::relation over(plan::relation below, plan::relation above);

}  // namespace detail

}  // namespace millstream::optimize
