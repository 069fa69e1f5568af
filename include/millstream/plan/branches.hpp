// SPDX-License-Identifier: Apache-2.0
//
// Cuts a plan at its state border: below it the branches, each a chain over one source (steps above a
// union go into each of its branches); above it, if there is an operator with state, the steps over its
// result, which may hold further ones.
#pragma once

#include <millstream/base/pack.hpp>
#include <millstream/plan/describe.hpp>

namespace millstream::plan {

/// The bottom of what stands above an operator with state: its result.
template <class Schema, class Operator>
struct state_result {
  using schema_type = Schema;
  using operator_type = Operator;
  static constexpr std::string_view event_time = Operator::event_time;
};
template <class Plan>
inline constexpr bool is_state_result = false;
template <class Schema, class Operator>
inline constexpr bool is_state_result<state_result<Schema, Operator>> = true;
template <class Schema, class Operator>
relation describe(state_result<Schema, Operator> const&) {
  relation out;
  out.kind = relation::kind_type::source;
  out.detail = "state";
  out.schema = describe_schema<Schema>();
  return out;
}

template <class Plan>
inline constexpr bool is_chain_leaf = true;
template <class Step, class Child>
inline constexpr bool is_chain_leaf<node<Step, Child>> = false;

/// The source at the bottom of a chain.
template <class Plan>
constexpr auto const& leaf_of(Plan const& p) {
  if constexpr (is_chain_leaf<Plan>)
    return p;
  else
    return leaf_of(p.child);
}

template <class P>
inline constexpr bool contains_union = false;
template <class L, class R>
inline constexpr bool contains_union<union_of<L, R>> = true;
template <class Step, class Child>
inline constexpr bool contains_union<node<Step, Child>> = contains_union<Child>;

/// The chains of a plan without aggregation, one a source that the plan names, in plan order.
template <class Plan>
constexpr auto branch_plans(Plan const& p) {
  return pack<Plan>(p);
}
template <class L, class R>
constexpr auto branch_plans(union_of<L, R> const& p);
template <class Step, class Child>
  requires(contains_union<Child>)
constexpr auto branch_plans(node<Step, Child> const& p) {
  return unpack(
      [&](auto const&... below) {
        return pack(node<Step, std::remove_cvref_t<decltype(below)>>{p.step, below}...);
      },
      branch_plans(p.child));
}
template <class L, class R>
constexpr auto branch_plans(union_of<L, R> const& p) {
  return pack_cat(branch_plans(p.left), branch_plans(p.right));
}

/// The watermarks of a plan: how many, and which one the rows of each branch pass. A watermark above a
/// union is one, whose event times are those of all branches below it.
template <class Plan>
struct watermarks_of {
  static constexpr std::size_t count = 0;
  static constexpr std::array<std::size_t, 1> of_branch{no_column};
};
template <class Step, class Child>
struct watermarks_of<node<Step, Child>> : watermarks_of<Child> {};
template <fixed_string Name, class Child>
struct watermarks_of<node<watermark<Name>, Child>> {
  static_assert(watermarks_of<Child>::count == 0, "with_watermark reports a second one (MS019)");
  static constexpr std::size_t count = 1;
  static constexpr std::array<std::size_t, watermarks_of<Child>::of_branch.size()> of_branch{};
};
template <class L, class R>
struct watermarks_of<union_of<L, R>> {
  using left = watermarks_of<L>;
  using right = watermarks_of<R>;
  static constexpr std::size_t count = left::count + right::count;
  static constexpr auto of_branch = [] {
    std::array<std::size_t, left::of_branch.size() + right::of_branch.size()> out{};
    std::size_t i = 0;
    for (auto const at : left::of_branch)
      out[i++] = at;
    for (auto const at : right::of_branch)
      out[i++] = at == no_column ? no_column : left::count + at;
    return out;
  }();
};

template <class Kind, class R, class C, fixed_string... Keys, class L>
struct watermarks_of<node<stream_join<Kind, R, C, Keys...>, L>> : watermarks_of<union_of<L, R>> {};

/// Calls `visit` with the source of each static table that the plan joins.
template <class Plan>
void for_each_table(Plan const&, auto&&) {}
template <class L, class R>
void for_each_table(union_of<L, R> const& p, auto&& visit);
template <class Step, class Child>
void for_each_table(node<Step, Child> const& p, auto&& visit) {
  for_each_table(p.child, visit);
  if constexpr (Step::kind == step_kind::static_join) {
    for_each_table(p.step.table, visit);
    visit(leaf_of(p.step.table));
  }
  if constexpr (Step::kind == step_kind::stream_join) for_each_table(p.step.right, visit);
}
template <class L, class R>
void for_each_table(union_of<L, R> const& p, auto&& visit) {
  for_each_table(p.left, visit);
  for_each_table(p.right, visit);
}

/// Calls `visit` with the source of each table that is the initial state of an operator, and of those that it joins.
template <class Plan>
void for_each_initial_table(Plan const&, auto&&) {}
template <class L, class R>
void for_each_initial_table(union_of<L, R> const& p, auto&& visit);
template <class Step, class Child>
void for_each_initial_table(node<Step, Child> const& p, auto&& visit) {
  for_each_initial_table(p.child, visit);
  if constexpr (requires { p.step.initial.table; }) {
    for_each_table(p.step.initial.table, visit);
    visit(leaf_of(p.step.initial.table));
  }
  if constexpr (Step::kind == step_kind::stream_join) for_each_initial_table(p.step.right, visit);
}
template <class L, class R>
void for_each_initial_table(union_of<L, R> const& p, auto&& visit) {
  for_each_initial_table(p.left, visit);
  for_each_initial_table(p.right, visit);
}

/// Of each branch `b` of a plan: how many steps it has, how many unions it goes through, and how many of
/// those step `s` stands above.
template <class Plan>
struct union_levels {
  static constexpr std::size_t branches = 1;
  static constexpr std::size_t steps(std::size_t) { return 0; }
  static constexpr std::size_t unions(std::size_t) { return 0; }
  static constexpr std::size_t below(std::size_t, std::size_t) { return 0; }
};
template <class Step, class Child>
struct union_levels<node<Step, Child>> {
  using child = union_levels<Child>;
  static constexpr std::size_t branches = child::branches;
  static constexpr std::size_t steps(std::size_t b) { return child::steps(b) + 1; }
  static constexpr std::size_t unions(std::size_t b) { return child::unions(b); }
  static constexpr std::size_t below(std::size_t b, std::size_t s) {
    return s < child::steps(b) ? child::below(b, s) : child::unions(b);
  }
};
template <class L, class R>
struct union_levels<union_of<L, R>> {
  using left = union_levels<L>;
  using right = union_levels<R>;
  static constexpr std::size_t branches = left::branches + right::branches;
  static constexpr bool is_left(std::size_t b) { return b < left::branches; }
  static constexpr std::size_t steps(std::size_t b) {
    return is_left(b) ? left::steps(b) : right::steps(b - left::branches);
  }
  static constexpr std::size_t unions(std::size_t b) {
    return 1 + (is_left(b) ? left::unions(b) : right::unions(b - left::branches));
  }
  static constexpr std::size_t below(std::size_t b, std::size_t s) {
    return is_left(b) ? left::below(b, s) : right::below(b - left::branches, s);
  }
};

/// The unions of a plan, each in front of its two parts: how many branches they have; a branch alone is a 1.
template <class Plan>
inline constexpr std::array<std::size_t, 1> union_tree{1};
template <class Step, class Child>
inline constexpr auto union_tree<node<Step, Child>> = union_tree<Child>;
template <class L, class R>
inline constexpr auto union_tree<union_of<L, R>> = [] {
  constexpr auto const& left = union_tree<L>;
  constexpr auto const& right = union_tree<R>;
  std::array<std::size_t, 1 + left.size() + right.size()> out{};
  out[0] = left[0] + right[0];
  std::copy(left.begin(), left.end(), out.begin() + 1);
  std::copy(right.begin(), right.end(), out.begin() + 1 + static_cast<std::ptrdiff_t>(left.size()));
  return out;
}();

/// The lowest operator with state of a plan that has one.
template <class Step, class Child>
constexpr auto const& lowest_state(node<Step, Child> const& p) {
  if constexpr (is_stateful<Child>)
    return lowest_state(p.child);
  else if constexpr (is_stateful_step<Step>::value)
    return p;
  else
    static_assert(millstream::detail::never_type<Step>, "the plan has no operator with state");
}
template <class Plan>
using lowest_state_t = std::remove_cvref_t<decltype(lowest_state(std::declval<Plan const&>()))>;

/// The right streams of the joins of a plan, the lowest join first.
template <class Plan>
constexpr auto right_streams([[maybe_unused]] Plan const& p) {
  return pack<>();
}
template <class Step, class Child>
  requires(has_stream_join<node<Step, Child>>)
constexpr auto right_streams(node<Step, Child> const& p) {
  if constexpr (is_stream_join_step<Step>::value)
    return pack_cat(right_streams(p.child), pack(p.step.right));
  else
    return right_streams(p.child);
}

/// The plans that are cut into branches: what stands below the lowest operator with state, or the whole plan, and the
/// right stream of each join.
template <class Plan>
constexpr auto inputs_of(Plan const& p) {
  if constexpr (is_stateful<Plan>)
    return pack_cat(pack(lowest_state(p).child), right_streams(p));
  else
    return pack<Plan>(p);
}

/// The steps above the lowest operator with state, over its result.
template <class Step, class Child>
constexpr auto above_state([[maybe_unused]] node<Step, Child> const& p) {
  if constexpr (is_stateful<Child>) {
    auto below = above_state(p.child);
    return node<Step, decltype(below)>{p.step, below};
  } else {
    static_assert(is_stateful_step<Step>::value);
    return state_result<typename node<Step, Child>::schema_type, node<Step, Child>>{};
  }
}

}  // namespace millstream::plan
