// SPDX-License-Identifier: Apache-2.0
//
// From a chain as a value back to nested nodes: the kept steps in their order, filters with the
// columns replaced that steps below which they went compute, expressions made simpler where the value
// says so.
#pragma once

#include <millstream/expr/substitute.hpp>
#include <millstream/optimize/chain.hpp>

namespace millstream::optimize {

namespace detail {

/// The K-th step of a chain, counted from the source.
template <std::size_t K, class Plan>
constexpr auto const& step_at(Plan const& p) {
  if constexpr (K + 1 == depth<Plan>)
    return p.step;
  else
    return step_at<K>(p.child);
}

/// Steps that filter `Value.order[Position]` stands below now and stood above as written, and that
/// compute columns: the topmost first. A step that was pruned counts: the filter may have read its
/// column before it passed it. Computing steps keep their order, so the first one below ends the list.
template <auto const& Value, std::size_t Position>
inline constexpr auto passed_steps = [] {
  struct {
    std::array<std::size_t, Value.order.size()> steps{};
    std::size_t count = 0;
  } out;
  for (auto s = Value.order[Position]; s-- > 0;) {
    if (Value.steps[s].kind != plan::step_kind::with_column &&
        Value.steps[s].kind != plan::step_kind::project)
      continue;
    for (std::size_t below = 0; below < Position; ++below)
      if (Value.order[below] == s) return out;
    out.steps[out.count++] = s;
  }
  return out;
}();

/// The step with, in a filter's condition, the columns that `computing` computes replaced.
template <class Condition, class Computing>
constexpr auto below_step(plan::filter<Condition> const& f, Computing const& computing) {
  auto const find = [&]<fixed_string Name>(expr::column<Name> const& e) {
    if constexpr (Computing::kind == plan::step_kind::with_column) {
      if constexpr (head_of<Name> == Computing::name)
        return expr::value_for<Name>(computing.value);
      else
        return e;
    } else {
      return [&]<class... Es>(std::tuple<Es...> const& values) {
        constexpr std::size_t at = [] {
          std::size_t out = 0, i = 0;
          ((expr::name_of<Es>.view() == head_of<Name>.view() ? void(out = i) : void(), ++i), ...);
          return out;
        }();
        return expr::value_for<Name>(std::get<at>(values));
      }(computing.values);
    }
  };
  auto condition = expr::substitute(f.condition, find);
  return plan::filter<decltype(condition)>{condition};
}

template <auto const& Value, std::size_t Position, std::size_t Passed, class Plan, class Step>
constexpr auto substituted(Plan const& p, Step const& step) {
  if constexpr (Step::kind != plan::step_kind::filter) {
    return step;
  } else {
    constexpr auto const& passed = passed_steps<Value, Position>;
    if constexpr (Passed == passed.count)
      return step;
    else
      return substituted<Value, Position, Passed + 1>(
          p, below_step(step, step_at<passed.steps[Passed]>(p)));
  }
}

/// An expression under the name that it had before it was rewritten.
template <auto Name, class E>
constexpr auto named(E const& e) {
  if constexpr (expr::name_of<E>.view() == Name.view())
    return e;
  else
    return expr::alias<Name, E>(e);
}

/// A step with each of its expressions rewritten.
template <class Condition, class Rewrite>
constexpr auto rewritten(plan::filter<Condition> const& s, Rewrite const& rewrite) {
  auto condition = rewrite(s.condition);
  return plan::filter<decltype(condition)>{condition};
}
template <fixed_string Name, class E, class Rewrite>
constexpr auto rewritten(plan::with_column<Name, E> const& s, Rewrite const& rewrite) {
  auto value = rewrite(s.value);
  return plan::with_column<Name, decltype(value)>{value};
}
template <class... Es, class Rewrite>
constexpr auto rewritten(plan::project<Es...> const& s, Rewrite const& rewrite) {
  return std::apply(
      [&](Es const&... es) {
        return plan::project<decltype(named<expr::name_of<Es>>(rewrite(es)))...>{
            {named<expr::name_of<Es>>(rewrite(es))...}};
      },
      s.values);
}

/// Of an aggregation only what the aggregates take: a key's name and type are those of the state.
template <class... Ks, class... As, class Rewrite>
constexpr auto rewritten(
    plan::aggregate<plan::grouping_keys<Ks...>, plan::aggregates<As...>> const& s,
    Rewrite const& rewrite) {
  return std::apply(
      [&](As const&... as) {
        using made = plan::aggregates<decltype(named<expr::name_of<As>>(rewrite(as)))...>;
        return plan::aggregate<plan::grouping_keys<Ks...>, made>{
            s.keys, {named<expr::name_of<As>>(rewrite(as))...}};
      },
      s.values);
}

/// A step over `In` with its expressions simplified by their types and their constants folded.
template <bool Simplify, bool Fold, class In, class Step>
constexpr auto simplified_step(Step const& step) {
  using enum plan::step_kind;
  constexpr bool has_expressions = Step::kind == filter || Step::kind == with_column ||
                                   Step::kind == project || Step::kind == aggregate;
  if constexpr (!has_expressions || !(Simplify || Fold))
    return step;
  else
    return rewritten(step, [](auto const& e) {
      if constexpr (Simplify && Fold)
        return expr::fold(expr::simplify<In>(e));
      else if constexpr (Simplify)
        return expr::simplify<In>(e);
      else
        return expr::fold(e);
    });
}

}  // namespace detail

/// The chain with its steps in the order of `Value` (a constexpr chain_value), as nested nodes again.
template <auto const& Value, std::size_t Count, class Plan>
constexpr auto rebuild(Plan const& p) {
  if constexpr (Count == 0) {
    return plan::leaf_of(p);
  } else {
    auto below = rebuild<Value, Count - 1>(p);
    auto step =
        detail::simplified_step<Value.simplify, Value.fold, typename decltype(below)::schema_type>(
            detail::substituted<Value, Count - 1, 0>(p,
                                                     detail::step_at<Value.order[Count - 1]>(p)));
    return plan::node<decltype(step), decltype(below)>{step, below};
  }
}

}  // namespace millstream::optimize
