// SPDX-License-Identifier: Apache-2.0
//
// From a chain as a value back to nested nodes: the kept steps in their order, filters with the
// columns replaced that steps below which they went compute, expressions made simpler where the value
// says so.
#pragma once

#include <millstream/base/pack.hpp>
#include <millstream/expr/kept.hpp>
#include <millstream/expr/substitute.hpp>
#include <millstream/optimize/chain.hpp>

namespace millstream::optimize {

namespace detail {

/// The `K`-th step of a chain, counted from the source.
template <std::size_t K, class Step>
struct step_of_chain {
  Step const& step;
};
/// Each step of a chain by its number: looked up, not walked to.
template <class Plan>
struct steps_of_chain {
  static constexpr std::size_t count = 0;
  Plan const& leaf;
  constexpr explicit steps_of_chain(Plan const& p) : leaf(p) {}
};
template <class Step, class Child>
struct steps_of_chain<plan::node<Step, Child>> : steps_of_chain<Child>,
                                                 step_of_chain<depth<Child>, Step> {
  static constexpr std::size_t count = depth<Child> + 1;
  constexpr explicit steps_of_chain(plan::node<Step, Child> const& p)
      : steps_of_chain<Child>(p.child),
        step_of_chain<depth<Child>, Step>{p.step} {}
};

template <std::size_t K, class Step>
constexpr Step const& step_at(step_of_chain<K, Step> const& s) {
  return s.step;
}

/// Steps as a constant list.
template <std::size_t N>
struct step_list {
  std::array<std::size_t, N> steps{};
  std::size_t count = 0;
};

/// The steps whose columns are replaced in step `Step` by what they are computed from, the topmost
/// first. Of a projection: those that became a part of it. Of a filter: those that compute what was put
/// into it. A step that was pruned counts: the filter may have read its column before it passed it.
template <auto const& Value, std::size_t Step>
inline constexpr auto replaced_steps = [] {
  using enum plan::step_kind;
  step_list<Value.order.size()> out;
  auto const& step = Value.steps[Step];
  for (auto s = Step; s-- > 0;) {
    auto const& below = Value.steps[s];
    if (below.kind != with_column && below.kind != project) continue;
    if (step.kind == filter ? step.put_in.meets(below.defines) : below.inside == Step)
      out.steps[out.count++] = s;
  }
  return out;
}();

/// An expression with the columns that `computing` computes replaced by what they are computed from.
template <class E, class Computing>
constexpr auto below_step(E const& e, Computing const& computing) {
  auto const find = [&]<fixed_string Name>(expr::column<Name> const& column) {
    if constexpr (Computing::kind == plan::step_kind::with_column) {
      if constexpr (head_of<Name> == Computing::name)
        return expr::value_for<Name>(computing.value);
      else
        return column;
    } else {
      return [&]<class... Es>(pack<Es...> const& values) {
        constexpr std::size_t at = [] {
          std::size_t out = 0, i = 0;
          ((expr::name_of<Es>.view() == head_of<Name>.view() ? void(out = i) : void(), ++i), ...);
          return out;
        }();
        return expr::value_for<Name>(nth<at>(values));
      }(computing.values);
    }
  };
  return expr::substitute(e, find);
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
  return unpack(
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
  return unpack(
      [&](As const&... as) {
        using made = plan::aggregates<decltype(named<expr::name_of<As>>(rewrite(as)))...>;
        return plan::aggregate<plan::grouping_keys<Ks...>, made>{
            s.keys, {named<expr::name_of<As>>(rewrite(as))...}};
      },
      s.values);
}

/// A step over `In` with its expressions simplified by their types and their constants folded.
template <bool Simplify, bool Fold, class In, class Step>
constexpr auto simplified(Step const& step) {
  if constexpr (!Simplify && !Fold)
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
template <auto const& Value, std::size_t Step, class In, class Now>
constexpr auto simplified_step(Now const& step) {
  constexpr auto const& written = Value.steps[Step];
  constexpr bool changed = replaced_steps<Value, Step>.count != 0;
  return simplified < Value.simplify && (written.simplifies || changed),
         Value.fold && (written.has_constant || changed), In > (step);
}

/// Step `Step` as it was written, with the columns of replaced steps put in.
template <auto const& Value, std::size_t Step, std::size_t Done = 0, class Steps, class Now>
constexpr auto substituted(Steps const& steps, Now const& step) {
  constexpr auto const& replaced = replaced_steps<Value, Step>;
  if constexpr (Done == replaced.count)
    return step;
  else
    return substituted<Value, Step, Done + 1>(steps, rewritten(step, [&](auto const& e) {
                                                return below_step(
                                                    e, step_at<replaced.steps[Done]>(steps));
                                              }));
}

/// The table of join `Join` below the filters that went into it, in the order in which they stood.
template <auto const& Value, std::size_t Join, std::size_t From, class Steps, class Table>
constexpr auto filtered_table(Steps const& steps, Table const& table) {
  if constexpr (From == Steps::count) {
    return table;
  } else if constexpr (Value.steps[From].kind == plan::step_kind::filter &&
                       Value.steps[From].inside == Join) {
    auto step = simplified_step<Value, From, typename Table::schema_type>(
        substituted<Value, From>(steps, step_at<From>(steps)));
    return filtered_table<Value, Join, From + 1>(steps,
                                                 plan::node<decltype(step), Table>{step, table});
  } else {
    return filtered_table<Value, Join, From + 1>(steps, table);
  }
}
template <auto const& Value, std::size_t Join, class Steps, class Kind, class Table,
          fixed_string... Keys>
constexpr auto with_filtered_table(Steps const& steps,
                                   plan::static_join<Kind, Table, Keys...> const& join) {
  auto table = filtered_table<Value, Join, Join + 1>(steps, join.table);
  return plan::static_join<Kind, decltype(table), Keys...>{table};
}

/// Does an expression of a projection pass a column on under its own name?
template <class E>
inline constexpr bool passes_on = !plan::detail::plain_column<E>.empty() &&
                                  plan::detail::plain_column<E> == expr::name_of<E>.view();

/// The number of the column `name` where step `Step` defines it itself; `no_column` if it does not.
template <auto const& Value, std::size_t Step>
constexpr std::size_t own_number(std::size_t nth) {
  auto id = Value.steps[Step].first_number;
  for (; nth > 0; --nth)
    do
      ++id;
    while (!Value.starts.has(id));
  return id;
}
template <auto const& Value, std::size_t Step, fixed_string Name, class... Es>
constexpr std::size_t own_number(plan::with_column<Name, Es...> const*, std::string_view name) {
  return name == Name.view() ? own_number<Value, Step>(0) : no_column;
}
template <auto const& Value, std::size_t Step, class... Es>
constexpr std::size_t own_number(plan::project<Es...> const*, std::string_view name) {
  std::size_t nth = 0, out = no_column;
  ((passes_on<Es>                      ? void()
    : expr::name_of<Es>.view() == name ? void(out = own_number<Value, Step>(nth++))
                                       : void(++nth)),
   ...);
  return out;
}

/// The number of a column of a projection: its own, or that of the step that became a part of it.
template <auto const& Value, std::size_t Step, class Steps>
constexpr std::size_t number_of(std::string_view name) {
  constexpr auto const& inner = replaced_steps<Value, Step>;
  auto const at = [&]<std::size_t S>(std::integral_constant<std::size_t, S>) {
    using step = std::remove_cvref_t<decltype(step_at<S>(std::declval<Steps const&>()))>;
    return own_number<Value, S>(static_cast<step const*>(nullptr), name);
  };
  auto out = at(std::integral_constant<std::size_t, Step>());
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ((out == no_column ? void(out = at(std::integral_constant<std::size_t, inner.steps[I]>()))
                       : void()),
     ...);
  }(std::make_index_sequence<inner.count>{});
  return out;
}
template <auto const& Value, std::size_t Id>
inline constexpr bool is_kept_number = Id != no_column && Value.kept.has(Id == no_column ? 0 : Id);

/// The step with the columns marked that are computed once a row.
template <auto const& Value, std::size_t Step, class Steps, class Now>
constexpr auto with_kept(Now const& step) {
  if constexpr (!Value.kept.meets(Value.steps[Step].defines)) {
    return step;
  } else if constexpr (Now::kind == plan::step_kind::with_column) {
    return rewritten(step, [](auto const& e) { return expr::keep(e); });
  } else {
    return unpack(
        [](auto const&... es) {
          auto const marked = []<class E>(E const& e) {
            constexpr auto name = expr::name_of<E>;
            if constexpr (is_kept_number<Value, number_of<Value, Step, Steps>(name.view())>)
              return expr::keep(e);
            else
              return e;
          };
          return plan::project<decltype(marked(es))...>{{marked(es)...}};
        },
        step.values);
  }
}

/// Step `Step` of the chain over `In`, as the value says.
template <auto const& Value, std::size_t Step, class In, class Steps>
constexpr auto rebuilt_step(Steps const& steps) {
  auto const& written = step_at<Step>(steps);
  constexpr bool takes_filters = [] {
    for (auto const& s : Value.steps)
      if (s.kind == plan::step_kind::filter && s.inside == Step) return true;
    return false;
  }();
  if constexpr (takes_filters)
    return with_filtered_table<Value, Step>(steps, written);
  else
    return with_kept<Value, Step, Steps>(
        simplified_step<Value, Step, In>(substituted<Value, Step>(steps, written)));
}

template <auto const& Value, std::size_t Count, class Steps>
constexpr auto rebuilt(Steps const& steps) {
  if constexpr (Count == 0) {
    return steps.leaf;
  } else {
    constexpr auto number = Value.order[Count - 1];
    using below = decltype(rebuilt<Value, Count - 1>(steps));
    using in = typename below::schema_type;
    using step = decltype(rebuilt_step<Value, number, in>(steps));
    return plan::node<step, below>{rebuilt_step<Value, number, in>(steps),
                                   rebuilt<Value, Count - 1>(steps)};
  }
}

}  // namespace detail

/// The chain with its steps in the order of `Value` (a constexpr chain_value), as nested nodes again.
template <auto const& Value, std::size_t Count, class Plan>
constexpr auto rebuild(Plan const& p) {
  return detail::rebuilt<Value, Count>(detail::steps_of_chain<Plan>(p));
}

}  // namespace millstream::optimize
