// SPDX-License-Identifier: Apache-2.0
//
// Normalisation, not optimisation (rule 28a): a deterministic condition above a watermark that does
// not read its column stands below it, because which rows feed the watermark is part of the meaning.
#pragma once

#include <millstream/optimize/chain.hpp>

namespace millstream::optimize {

template <std::size_t N>
constexpr void normalise(chain_value<N>& chain) {
  for (std::size_t w = 0; w < chain.count; ++w) {
    if (chain.at(w).kind != plan::step_kind::watermark) continue;
    auto below = w;  // where the next filter goes
    for (std::size_t f = w + 1; f < chain.count; ++f) {
      if (chain.at(f).kind != plan::step_kind::filter) continue;
      auto moved = chain.at(f);
      bool passes = true;
      for (auto i = f; i-- > below && passes;) {
        auto const& s = chain.at(i);
        if ((s.kind == plan::step_kind::with_column || s.kind == plan::step_kind::project) &&
            s.substitutable) {
          moved.put_in.add(moved.reads.both(s.defines));
          chain.read_through(moved.reads, s);
        }
        passes = chain.may_pass(moved, s);
      }
      if (!passes) continue;
      chain.steps[chain.order[f]] = moved;
      chain.move_down(f, below++);
    }
    w = below;
  }
}

namespace detail {

/// Is every column that an expression reads passed on unchanged by one of `Passed`?
template <class E, class... Passed>
inline constexpr bool reads_only_passed = [] {
  bool all = true;
  expr::uses<E>::each([&](std::string_view path) {
    auto const name = path.substr(0, millstream::detail::first_dot(path));
    all = all &&
          ((plan::detail::plain_column<Passed> == name && expr::name_of<Passed>.view() == name) ||
           ...);
  });
  return all;
}();
template <class E>
inline constexpr bool reads_something = [] {
  bool out = false;
  expr::uses<E>::each([&](std::string_view) { out = true; });
  return out;
}();

/// Does a step above a plan go below the aggregation at its top: a condition on grouping keys?
template <class Step, class Plan>
inline constexpr bool goes_below_aggregate = false;
template <class E, class... Ks, class As, class Child>
inline constexpr bool goes_below_aggregate<
    plan::filter<E>, plan::node<plan::aggregate<plan::grouping_keys<Ks...>, As>, Child>> =
    reads_something<E> && reads_only_passed<E, Ks...>;

}  // namespace detail

/// A condition on grouping keys stands below the aggregation (and then below the watermark).
template <class Plan>
constexpr auto filters_below_aggregate(Plan const& p) {
  return p;
}
template <class Step, class Child>
  requires(plan::has_aggregate<Child>)
constexpr auto filters_below_aggregate(plan::node<Step, Child> const& p) {
  auto below = filters_below_aggregate(p.child);
  using below_type = decltype(below);
  if constexpr (detail::goes_below_aggregate<Step, below_type>) {
    // below the next one too
    auto lowered = filters_below_aggregate(
        plan::node<Step, typename below_type::child_type>{p.step, below.child});
    return plan::node<typename below_type::step_type, decltype(lowered)>{below.step, lowered};
  } else {
    return plan::node<Step, below_type>{p.step, below};
  }
}

namespace detail {

enum class join_side { none, left, right };

/// The side of a join that has all that a condition above it reads, if the join adds no nulls to that side; a key is
/// of the right side where all right rows come out.
template <class Step, class Left, class E>
inline constexpr join_side side_of_condition = [] {
  bool left = !Step::keeps_right;
  bool right = !Step::keeps_left && !Step::semi;
  bool reads = false;
  expr::uses<E>::each([&](std::string_view path) {
    auto const name = path.substr(0, millstream::detail::first_dot(path));
    reads = true;
    left = left && Left::schema_type::has(name);
    right = right && Step::right_schema::has(name) && (Step::keeps_right || !Step::has_key(name));
  });
  return reads && left ? join_side::left : reads && right ? join_side::right : join_side::none;
}();

/// Do the columns that a condition reads come out of a step as they went in?
template <class Step, class E>
inline constexpr bool passes_unchanged =
    Step::kind == plan::step_kind::filter || Step::kind == plan::step_kind::drop;
template <fixed_string Name, class V, class E>
inline constexpr bool passes_unchanged<plan::with_column<Name, V>, E> = [] {
  bool out = true;
  expr::uses<E>::each([&](std::string_view path) {
    out = out && path.substr(0, millstream::detail::first_dot(path)) != Name.view();
  });
  return out;
}();
template <class... Vs, class E>
inline constexpr bool passes_unchanged<plan::project<Vs...>, E> = reads_only_passed<E, Vs...>;

/// Does a condition above a plan go below a join in it?
template <class E, class Plan>
inline constexpr bool reaches_join = false;
template <class E, class Step, class Child>
inline constexpr bool reaches_join<E, plan::node<Step, Child>> =
    passes_unchanged<Step, E> && reaches_join<E, Child>;
template <class E, class Kind, class R, class C, fixed_string... Keys, class Left>
inline constexpr bool reaches_join<E, plan::node<plan::stream_join<Kind, R, C, Keys...>, Left>> =
    side_of_condition<plan::stream_join<Kind, R, C, Keys...>, Left, E> != join_side::none;
template <class Step, class Plan>
inline constexpr bool goes_below_join = false;
template <class E, class Plan>
inline constexpr bool goes_below_join<plan::filter<E>, Plan> = reaches_join<E, Plan>;

}  // namespace detail

template <class Plan>
constexpr auto filters_below_join(Plan const& p);
template <class Step, class Child>
  requires(plan::has_stream_join<Child>)
constexpr auto filters_below_join(plan::node<Step, Child> const& p);

namespace detail {

template <class Filter, class Kind, class R, class C, fixed_string... Keys, class Left>
constexpr auto below_join(Filter const& filter,
                          plan::node<plan::stream_join<Kind, R, C, Keys...>, Left> const& p) {
  using step = plan::stream_join<Kind, R, C, Keys...>;
  if constexpr (side_of_condition<step, Left, std::remove_cvref_t<decltype(filter.condition)>> ==
                join_side::left) {
    auto left = filters_below_join(plan::node<Filter, Left>{filter, p.child});
    return plan::node<step, decltype(left)>{p.step, left};
  } else {
    using right = plan::node<Filter, R>;
    using filtered = plan::stream_join<Kind, right, C, Keys...>;
    return plan::node<filtered, Left>{{right{filter, p.step.right}, p.step.condition}, p.child};
  }
}
template <class Filter, class Step, class Child>
constexpr auto below_join(Filter const& filter, plan::node<Step, Child> const& p) {
  auto below = below_join(filter, p.child);
  return plan::node<Step, decltype(below)>{p.step, below};
}

}  // namespace detail

/// A condition on one side of a join of streams stands below the join (and then below the watermark).
template <class Plan>
constexpr auto filters_below_join(Plan const& p) {
  return p;
}
template <class Step, class Child>
  requires(plan::has_stream_join<Child>)
constexpr auto filters_below_join(plan::node<Step, Child> const& p) {
  auto below = filters_below_join(p.child);
  if constexpr (detail::goes_below_join<Step, decltype(below)>)
    return detail::below_join(p.step, below);
  else
    return plan::node<Step, decltype(below)>{p.step, below};
}

}  // namespace millstream::optimize
